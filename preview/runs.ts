import { odd } from './runs/odd.ts'
import { typical } from './runs/typical.ts'

export const runs = { ...typical, ...odd }
