import { spawnSync } from 'node:child_process'
import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, test } from '@jest/globals'

const folder = mkdtempSync(join(tmpdir(), 'workflows-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const good = `on: push
permissions: {}
jobs:
  deploy:
    runs-on: ubuntu-latest
    environment:
      name: production
      url: \${{ steps.deploy.outputs.app-url }}
    steps:
      - id: deploy
        uses: OWNER/spice-cloud-deploy-action@v1
        with:
          app-id: 1
          api-token: \${{ secrets.TOKEN }}
      - run: echo "$STATUS"
        env:
          STATUS: \${{ steps.deploy.outputs.deployment-status }}
`

const own = 'OWNER/spice-cloud-deploy-action@v1'

interface Fault {
  change: [from: string, to: string]
  found: string
}

const faults: Record<string, Fault> = {
  'unknown input': {
    change: ['app-id: 1', 'app-id: 1\n          chanel: stable'],
    found: "14:11 Invalid action input 'chanel'",
  },
  'unknown input of the local action': {
    change: [own, './\n        with:\n          chanel: stable\n#'],
    found: "13:11 Invalid action input 'chanel'",
  },
  'unknown input of the action that deletes': {
    change: [own, `OWNER/spice-cloud-deploy-action/remove@v1\n        with:\n          channel: stable\n#`],
    found: "13:11 Invalid action input 'channel'",
  },
  'unknown output of the action that deletes': {
    change: [own, 'OWNER/spice-cloud-deploy-action/remove@v1'],
    found: '17:19 Context access might be invalid: deployment-status',
  },
  'unknown output': {
    change: ['deployment-status', 'deployement-status'],
    found: '17:19 Context access might be invalid: deployement-status',
  },
  'unknown event': { change: ['on: push', 'on: pusch'], found: "1:5 Unexpected value 'pusch'" },
  'unknown key': { change: ['runs-on', 'run-on'], found: "5:5 Unexpected value 'run-on'" },
  'unknown permission': {
    change: ['permissions: {}', 'permissions: { content: read }'],
    found: "2:16 Unexpected value 'content'",
  },
  'expression that is none': {
    change: ['steps.deploy.outputs.app-url', 'steps.deploy.outputs.app-url =='],
    found: '8:12 ',
  },
  'unknown context': {
    change: ['steps.deploy.outputs.app-url', 'stps.deploy'],
    found: '8:12 Unrecognized named-value',
  },
  'text that is no YAML': { change: ['permissions: {}', 'permissions: {'], found: '3:' },
  'inputs that are refused together': {
    change: ['app-id: 1', 'app-id: 1\n          client-id: id'],
    found: '10:9 Set either `api-token`, or `client-id` and `client-secret`, but not both.',
  },
  'no app': { change: ['app-id: 1', 'channel: stable'], found: '10:9 `app-id` and `app-name` are empty' },
  'tags that are none': { change: ['app-id: 1', 'app-id: 1\n          tags: a b'], found: '10:9 `tags`' },
  'missing id': { change: ['- id: deploy\n        uses', '- uses'], found: 'invalid: deploy' },
}

function run(...files: string[]) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [fileURLToPath(new URL('../../tools/check-workflows.ts', import.meta.url)), ...files],
    { encoding: 'utf8' },
  )
  return { status, stdout, findings: stderr.split('\n').filter(Boolean) }
}

function write(name: string, text: string): string {
  const file = join(folder, name)
  writeFileSync(file, text)
  return file
}

test('no problems are found in this repository', () => {
  const { status, stdout, findings } = run()
  expect(findings).toEqual([])
  expect(stdout).toMatch(/^0 findings in \d+ files, by @actions\/languageservice /)
  expect(status).toBe(0)
})

// One process checks all of them.
const files = Object.entries(faults).map(([name, { change }]) =>
  write(`${name}.yml`, good.replace(...change)),
)
const page = write(
  'page.md',
  `# Page\n\n- list\n\n  \`\`\`yaml\n${indent(good.replace('push', 'pusch'))}  \`\`\`\n`,
)
const fragments: [fragment: string, found: string | undefined][] = [
  ['on: pusch', undefined],
  ['fork-from: taxi', '2:1 `fork-from` requires `create-app-if-missing: true`.'],
  ['with:\n  replicas: 11', '2:1 `replicas` must be a whole number from 1 to 10'],
  [`with:\n  replicas: \${{ inputs.replicas }}`, undefined],
  [
    `- uses: ${own}\n  with:\n    create-app-if-missing: true\n    region: us-east-1`,
    '2:3 `app-name` is empty, and required',
  ],
  [`- uses: ${own}\n  with: # …\n    api-token: token`, undefined],
  [`- uses: ${own}\n  with:\n    api-token: token`, '2:3 `app-id` and `app-name` are empty'],
  ['apps: [{ name: taxi }]', undefined],
  ['tests:\n  - name: trips\n    sql: SELECT 1\n    row: 1', '5:1 Unknown key `row`.'],
  ['tests:\n  - name: trips\n    sql: SELECT 1\n    rows: 1', undefined],
]
const pieces = fragments.map(([text], index) => write(`piece-${index}.md`, `\`\`\`yaml\n${text}\n\`\`\`\n`))
const checked = run(...files, page, ...pieces, write('good.yml', good), write('action.yml', 'name: Broken\n'))
const findingsOf = (name: string) =>
  checked.findings
    .filter((line) => line.startsWith(join(folder, name)))
    .map((line) => line.split(`${name}:`)[1])

test.each(Object.entries(faults))('npm run workflows finds: %s', (name, { found }) => {
  expect(findingsOf(`${name}.yml`)).toContainEqual(expect.stringContaining(found))
})

test('npm run workflows finds a problem in a workflow of a Markdown page, at its place there', () => {
  expect(findingsOf('page.md')).toContainEqual(expect.stringContaining("6:7 Unexpected value 'pusch'"))
})

test.each(fragments)('npm run workflows reads the inputs of a part of a workflow: %j', (text, found) => {
  const findings = findingsOf(`piece-${fragments.findIndex(([other]) => other === text)}.md`)
  expect(findings).toEqual(found === undefined ? [] : [expect.stringContaining(found)])
})

test('npm run workflows finds that an action has nothing to run', () => {
  expect(findingsOf('action.yml')).toContainEqual(expect.stringContaining('runs'))
})

test('npm run workflows fails on findings, and finds nothing in valid files', () => {
  expect(findingsOf('good.yml')).toEqual([])
  expect(checked.status).toBe(1)
})

function indent(text: string): string {
  return text.replaceAll(/^(?=.)/gm, '  ')
}

test.each(globSync('examples/*.yml').sort())('%s says where to read about Gitea and Forgejo', (file) => {
  const [comment] = readFileSync(file, 'utf8').split('\nname: ')
  expect(comment).toContain('# On Gitea or Forgejo, also make the changes that examples/README.md lists.')
})

test('an output of another job that decides what is deployed has no default of its own if it was dropped', () => {
  const pages = [...globSync('examples/*.yml'), 'README.md', ...globSync('docs/*.md')]
  const decisions = pages.flatMap(
    (file) => readFileSync(file, 'utf8').match(/^ *(?:expect-plan|to|deployment-id): .*\bneeds\..*/gm) ?? [],
  )
  expect(decisions.length).toBeGreaterThan(2)
  for (const line of decisions) expect(line).toContain("|| 'missing' }}")
})
