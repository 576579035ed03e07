import { appendFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { isOutcome, OUTCOMES, optionsFor } from './outcomes.ts'
import { startSandbox } from './server.ts'
import { DEFAULT_APP } from './state.ts'

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '0' },
    outcome: { type: 'string', default: 'succeeded' },
    'duration-ms': { type: 'string', default: '2000' },
    'github-env': { type: 'string' },
  },
})

const { outcome } = values
if (!isOutcome(outcome))
  throw new Error(`--outcome is "${outcome}"; it must be one of ${OUTCOMES.join(', ')}`)

const sandbox = await startSandbox({
  ...optionsFor(outcome, readCount('duration-ms')),
  port: readCount('port'),
  runtime: {},
})

const { clientId, clientSecret, apiToken } = sandbox.credentials
const about = {
  url: sandbox.url,
  tokenUrl: sandbox.tokenUrl,
  githubApiUrl: sandbox.githubApiUrl,
  appId: DEFAULT_APP.id,
  appName: DEFAULT_APP.name,
  clientId,
  clientSecret,
  apiToken,
}
if (values['github-env'] !== undefined) appendFileSync(values['github-env'], environment(about))
console.log(JSON.stringify(about))

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, async () => {
    for (const mismatch of sandbox.mismatches) console.error(`Differs from the API description: ${mismatch}`)
    await sandbox.close()
  })
}

function readCount(name: 'port' | 'duration-ms'): number {
  const value = values[name]
  if (!/^\d+$/.test(value)) throw new Error(`--${name} is "${value}"; it must be a whole number`)
  return Number(value)
}

/** Lines for the file of GITHUB_ENV: SANDBOX_URL, SANDBOX_TOKEN_URL, SANDBOX_APP_ID and so on for later steps. */
function environment(members: Readonly<Record<string, string | number>>): string {
  return Object.entries(members)
    .map(([name, value]) => `SANDBOX_${name.replace(/[A-Z]/g, '_$&').toUpperCase()}=${value}\n`)
    .join('')
}
