import { type Dataset, describeError, isFine } from '../../runtime/dataset.ts'
import type { Facts } from '../facts.ts'
import type { Html } from '../html.ts'
import { formatSpan } from '../pictures/span.ts'
import { fold, grid, type Markup } from './markup.ts'

/** More in one table would be a page that nobody reads. */
const mostRows = 100
/** So many are taken in at a glance. */
const mostAtGlance = 20

/**
 * What was asked of what was deployed, and what came back.
 *
 * @returns a section of the summary; empty where nothing was asked
 */
export function renderChecks({ verification }: Facts, markup: Markup): string {
  if (verification === undefined) return ''
  const { tests, datasets } = verification
  const probes = tests
    .slice(0, mostRows)
    .map(({ name, ok, durationMs, detail, error }) => [
      markup.code(name),
      ok ? '✅ passed' : '❌ failed',
      formatSpan(durationMs),
      markup.code(detail ?? error, 500),
    ])
  const tables = [
    grid(['Probe', 'Result', 'Time', 'Detail'], probes),
    ...renderDatasets(datasets, markup),
  ].filter(Boolean)
  return tables.length === 0 ? '' : ['### Checks', ...tables].join('\n\n')
}

/** Those that are not ready first; the others are folded in where there are many. */
function renderDatasets(datasets: readonly Dataset[], markup: Markup): Html[] {
  const waiting = datasets.filter((dataset) => !isFine(dataset))
  const fine = datasets.filter(isFine)
  if (datasets.length <= mostAtGlance) return [tableOf([...waiting, ...fine], markup)]
  return [
    tableOf(waiting, markup),
    more(waiting),
    fine.length === 0
      ? ''
      : fold(`${fine.length} of ${datasets.length} datasets are ready`, tableOf(fine, markup)),
    more(fine),
  ]
}

function tableOf(datasets: readonly Dataset[], markup: Markup): Html {
  const shown = datasets.slice(0, mostRows)
  const hasErrors = shown.some(describeError)
  const rows = shown.map((dataset) => [
    `${isFine(dataset) ? '✅' : '❌'} ${markup.code(dataset.name)}`,
    markup.code(dataset.status),
    ...(hasErrors ? [markup.code(describeError(dataset), 500)] : []),
  ])
  return grid(['Dataset', 'Status', ...(hasErrors ? ['Error'] : [])], rows)
}

function more({ length }: readonly Dataset[]): Html {
  return length > mostRows ? `<p>… and ${length - mostRows} more of them.</p>` : ''
}
