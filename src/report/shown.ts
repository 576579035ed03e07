import { bakeReport } from '../features/bake/report.ts'
import { comparisonReport } from '../features/comparison/report.ts'
import { doctorReport } from '../features/doctor/report.ts'
import { recoveryReport } from '../features/recovery/report.ts'
import { verifyReport } from '../features/verify/report.ts'
import type { FeatureReport } from './feature.ts'

/** The features that show something of themselves, in the order of the pages. */
export const shown: readonly FeatureReport[] = [
  doctorReport,
  verifyReport,
  comparisonReport,
  recoveryReport,
  bakeReport,
]
