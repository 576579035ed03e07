import type { BakeEvent, BakeFacts } from '../features/bake/events.ts'
import type { ComparisonEvent, ComparisonFacts } from '../features/comparison/events.ts'

// What capabilities add to a run. Their changes are joined in `reduce.ts`, and what they show in `report/shown.ts`.

export type FeatureEvent = BakeEvent | ComparisonEvent

export type FeatureFacts = BakeFacts & ComparisonFacts
