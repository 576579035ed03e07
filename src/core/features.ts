import type { BakeEvents, BakeFacts } from '../features/bake/events.ts'
import type { ComparisonEvents, ComparisonFacts } from '../features/comparison/events.ts'
import type { DoctorEvents, DoctorFacts } from '../features/doctor/events.ts'
import type { RecoveryEvents } from '../features/recovery/events.ts'
import type { VerifyEvents } from '../features/verify/events.ts'

// What capabilities add to a run. Their changes are joined in `reduce.ts`, and what they show in `report/shown.ts`. They are
// interfaces, so that the compiler names only what needs a capability that is taken out: a union of types that lacks one is `any`.

interface FeatureEvents extends BakeEvents, ComparisonEvents, DoctorEvents, RecoveryEvents, VerifyEvents {}

export type FeatureEvent = FeatureEvents[keyof FeatureEvents]

export interface FeatureFacts extends BakeFacts, ComparisonFacts, DoctorFacts {}
