import { inCamelCase } from './config-form.ts'
import type { Incident } from './incidents.ts'
import type { MonitorSeed } from './monitors.ts'
import type { Settings } from './settings.ts'
import type { Table } from './tables.ts'

// The part of a config that is about what runs, and what becomes of it.

export interface MonitorEntry {
  app?: string | number
  name: string
}

export interface IncidentEntry {
  app?: string | number
  kind: string
  table?: Table
}

export function withRows(table: Omit<Table, 'rows'> & Partial<Table>): Table {
  return { rows: [], ...table }
}

export function toMonitor(entry: MonitorEntry): MonitorSeed {
  return inCamelCase(entry) as unknown as MonitorSeed
}

export function withTableRows(entry: IncidentEntry): IncidentEntry {
  return entry.table === undefined ? entry : { ...entry, table: withRows(entry.table) }
}

export function toIncident(entry: IncidentEntry): Incident {
  return inCamelCase(withTableRows(entry)) as unknown as Incident
}

export function toSettings(entry: Record<string, unknown>): Settings {
  const groups = Object.entries(inCamelCase(entry))
  return Object.fromEntries(
    groups.map(([name, group]) => [
      name,
      typeof group === 'object' && group !== null ? inCamelCase(group) : group,
    ]),
  )
}
