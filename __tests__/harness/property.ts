import fc from 'fast-check'
import { seed } from '../../testing/random.ts'

fc.configureGlobal({ seed })

/** What draws random values, from a seed that is known. */
export { default } from 'fast-check'
