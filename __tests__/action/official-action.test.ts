import { expect, test } from '@jest/globals'
import type { SandboxOptions } from '../../sandbox/server.ts'
import { appId, deploy, headSha, type RunOptions, writesOf } from '../harness/app.ts'
import { payload } from '../harness/events.ts'

// The documented examples of spicehq/spice-cloud-deploy-action, their expressions replaced by values. Credentials and
// addresses are those of the sandbox. What is probed afterwards is not among them.

const openAiKey = 'sk-proj-abcdefghijklmnop'
const pgPassword = 'correct horse battery staple'
const hides = [openAiKey, pgPassword]
const storesBoth = [
  ['upsertSecret', { name: 'OPENAI_API_KEY', value: openAiKey }],
  ['upsertSecret', { name: 'PG_PASSWORD', value: pgPassword }],
]

const manifest = `version: v1
kind: Spicepod
name: smoke-test

datasets:
  - from: spice.ai/eth.recent_blocks
    name: eth_recent_blocks
    description: Recent blocks
`
const push = ['updateApp', { spicepod: manifest }]
const create = (more: object = {}) => [
  'createDeployment',
  { branch: 'main', commit_sha: headSha, commit_message: 'Fix the meter', ...more },
]

const nobody: SandboxOptions = { apps: [{ id: appId, name: 'weather' }] }
const analytics: SandboxOptions = { apps: [{ id: appId, name: 'analytics', tags: { owner: 'ada' } }] }
const bySomeName = {
  'app-id': undefined,
  'poll-interval-seconds': undefined,
  'timeout-seconds': undefined,
  'request-timeout-seconds': undefined,
}

const byName = { 'app-name': 'analytics', region: 'us-east-1', 'create-app-if-missing': 'true' }
const yamlTags = `environment: production\nteam: data-platform\ncommit: ${headSha}\n`
const tags = { repository: 'acme_taxi', environment: 'production', team: 'data-platform', commit: headSha }

interface Example extends RunOptions {
  name: string
  inputs: Record<string, string | undefined>
  writes: unknown[]
}

const pullRequest = payload('pull_request') as {
  number: number
  pull_request: { head: { ref: string; sha: string }; title: string }
}
const { head, title } = pullRequest.pull_request
const preview = { branch: head.ref, commit_sha: head.sha, commit_message: title, channel: 'preview' }

const examples: Example[] = [
  {
    name: 'every input',
    inputs: {
      'app-id': String(appId),
      'app-name': 'analytics',
      'create-app-if-missing': 'false',
      org: 'acme-corp',
      region: 'us-west-2',
      visibility: 'public',
      tags: '# where it is from\nenvironment: "production"\n',
      spicepod: 'smoke.yaml',
      'working-directory': 'examples',
      'image-tag': '1.5.0-models',
      channel: 'nightly',
      replicas: '10',
      branch: 'release/1',
      'commit-sha': 'abc123',
      'commit-message': 'By hand',
      debug: 'true',
      secrets: `# of the team\nOPENAI_API_KEY=${openAiKey}\nPG_PASSWORD="${pgPassword}"\n`,
      'wait-for-completion': 'true',
      'timeout-seconds': '600',
      'poll-interval-seconds': '10',
      scope: 'apps:read apps:write deployments:read deployments:write secrets:write',
    },
    hides,
    files: { 'examples/smoke.yaml': manifest },
    sandbox: analytics,
    writes: [
      ['updateApp', { tags: { owner: 'ada', repository: 'acme_taxi', environment: 'production' } }],
      push,
      ...storesBoth,
      [
        'createDeployment',
        {
          image_tag: '1.5.0-models',
          channel: 'nightly',
          replicas: 10,
          debug: true,
          branch: 'release/1',
          commit_sha: 'abc123',
          commit_message: 'By hand',
        },
      ],
    ],
  },
  {
    name: 'the first run that makes the app',
    inputs: { ...byName, visibility: 'private', tags: yamlTags },
    sandbox: nobody,
    writes: [
      ['createApp', { name: 'analytics', region: 'us-east-1', visibility: 'private', tags }],
      push,
      create(),
    ],
  },
  {
    name: 'a preview of a pull request',
    eventName: 'pull_request',
    event: pullRequest,
    githubToken: '',
    inputs: {
      'app-name': `analytics-pr-${pullRequest.number}`,
      region: 'us-east-1',
      'create-app-if-missing': 'true',
      channel: 'preview',
    },
    sandbox: nobody,
    writes: [
      [
        'createApp',
        {
          name: `analytics-pr-${pullRequest.number}`,
          region: 'us-east-1',
          visibility: 'private',
          tags: { repository: 'acme_taxi' },
        },
      ],
      push,
      ['createDeployment', preview],
    ],
  },
]

test.each(examples.map((each) => [each.name, each] as const))(
  'a step of the official action runs if only `uses:` is changed: %s',
  async (_, example) => {
    const { name, writes, inputs, ...setup } = example
    const run = await deploy({
      files: { 'spicepod.yaml': manifest },
      ...setup,
      inputs: { ...bySomeName, ...inputs },
    })
    expect(run.annotations).toEqual([])
    expect(run.outputs).toMatchObject({
      outcome: 'succeeded',
      'app-id': expect.stringMatching(/^\d+$/),
      'app-name': inputs['app-name'],
      'app-url': expect.stringMatching(new RegExp(`^https://spice\\.ai/[\\w-]+/${inputs['app-name']}$`)),
      'deployment-id': '1001',
      'deployment-status': 'succeeded',
      'deployment-created-at': expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
    })
    expect(writesOf(run)).toEqual(writes)
  },
)
