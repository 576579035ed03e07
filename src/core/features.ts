import type { BakeEvent, BakeFacts } from '../features/bake/events.ts'
import type { ComparisonEvent, ComparisonFacts } from '../features/comparison/events.ts'
import type { DoctorEvent, DoctorFacts } from '../features/doctor/events.ts'
import type { RecoveryEvent, RecoveryFacts } from '../features/recovery/events.ts'
import type { VerifyEvent } from '../features/verify/events.ts'

// What capabilities add to a run. Their changes are joined in `reduce.ts`, and what they show in `report/shown.ts`.

export type FeatureEvent = BakeEvent | ComparisonEvent | DoctorEvent | RecoveryEvent | VerifyEvent

export type FeatureFacts = BakeFacts & ComparisonFacts & DoctorFacts & RecoveryFacts
