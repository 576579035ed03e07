#!/usr/bin/env node
import { explain, help, readOptions } from './options.ts'
import { endWithParent } from './parent.ts'
import type { SandboxOptions } from './server.ts'
import { startSandbox } from './server.ts'

endWithParent()
let options: SandboxOptions | undefined
try {
  options = readOptions(process.argv.slice(2))
  if (options === undefined) console.log(help)
  else await run(options)
} catch (error) {
  const reason = explain(error, options ?? {})
  if (reason === undefined) throw error
  console.error(reason)
  process.exitCode = 2
}

async function run(options: SandboxOptions): Promise<void> {
  const sandbox = await startSandbox(options)
  const [app] = sandbox.cloud.state.apps
  const { clientId, clientSecret, apiToken } = sandbox.credentials
  console.log(
    JSON.stringify({
      url: sandbox.url,
      tokenUrl: sandbox.tokenUrl,
      githubApiUrl: sandbox.githubApiUrl,
      appId: app?.id ?? null,
      appName: app?.name ?? null,
      clientId,
      clientSecret,
      apiToken,
      runtimeUrl: sandbox.runtimeUrl,
      runtimeApiKey: app?.apiKeys.api_key ?? null,
    }),
  )
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, async () => {
      for (const mismatch of sandbox.mismatches)
        console.error(`Differs from the API description: ${mismatch}`)
      await sandbox.close()
    })
  }
}
