// Data flows one way, and a capability has one folder. `npm run structure` checks it, and then says how many files import each
// capability.

const layers = ['platform', 'spice', 'github', 'spicepod', 'inputs', 'app', 'deploy', 'runtime']
const above = ['core', 'report', 'features', 'actions', 'entry']

/** A layer knows those before it, never those after. All share the words of `core/`: events, outcomes, errors, problems. */
const noArrowsBack = layers.map((layer, index) => ({
  name: `${layer}-knows-nothing-of-what-comes-later`,
  severity: 'error',
  from: { path: `^src/${layer}/` },
  to: {
    path: `^src/(${[...layers.slice(index + 1), ...above].join('|')})/`,
    pathNot: '^src/(core/(errors|events|outcome|problem|run)|features/(checks|data-tests)/[^/]+)\\.ts$',
  },
}))

/** What stands beside the action: a folder knows those before it, and what two of them need is in the first. */
const folders = ['src', 'sandbox', 'testing', 'tools', 'contract', '__tests__']

const noArrowsToUsers = folders.slice(0, -1).map((folder, index) => ({
  name: `${folder}-knows-nothing-of-what-uses-it`,
  severity: 'error',
  from: { path: `^${folder}/`, pathNot: '^src/.*\\.d\\.ts$' },
  to: { path: `^(${folders.slice(index + 1).join('|')})/` },
}))

export default {
  forbidden: [
    { name: 'no-circles', severity: 'error', from: {}, to: { circular: true } },
    ...noArrowsBack,
    ...noArrowsToUsers,
    {
      name: 'no-test-uses-a-tool',
      comment: 'But for the tests of the tools. What both need is in testing/.',
      severity: 'error',
      from: { path: '^(__tests__|sandbox/__tests__)/', pathNot: '^__tests__/(tools|preview)/' },
      to: { path: '^tools/' },
    },
    {
      name: 'the-runtime-knows-nothing-of-the-management-api',
      severity: 'error',
      from: { path: '^src/runtime/' },
      to: { path: '^src/(spice|app|deploy)/' },
    },
    {
      name: 'github-knows-nothing-of-spice-cloud',
      severity: 'error',
      from: { path: '^src/github/' },
      to: { path: '^src/spice/' },
    },
    {
      name: 'spicepods-know-nothing-of-apis',
      severity: 'error',
      from: { path: '^src/spicepod/' },
      to: { path: '^src/(spice|github)/' },
    },
    {
      name: 'inputs-know-nothing-of-the-api',
      comment: 'But for the rules of ids, and the kinds of credentials.',
      severity: 'error',
      from: { path: '^src/inputs/' },
      to: { path: '^src/spice/', pathNot: '^src/spice/(schema|auth)\\.ts$' },
    },
    {
      name: 'no-capability-knows-another',
      comment: 'One that needs another is handed it, in a form of core/contracts.ts.',
      severity: 'error',
      from: { path: '^src/features/([^/]+)/' },
      to: { path: '^src/features/', pathNot: '^src/features/$1/' },
    },
    {
      name: 'capabilities-know-no-action',
      severity: 'error',
      from: { path: '^src/(core|features)/' },
      to: { path: '^src/(actions|entry)/', pathNot: '^src/(actions/fleet/inputs|entry/setup)\\.ts$' },
    },
    {
      name: 'only-words-know-the-report',
      comment: 'All others emit events, and return outcomes.',
      severity: 'error',
      from: {
        path: '^src/(core|features|actions)/',
        pathNot: '/(report|words|comment|issue|diffs|verdict)\\.ts$|^src/actions/(post|fleet)/index\\.ts$',
      },
      to: { path: '^src/report/' },
    },
    {
      name: 'each-file-has-a-folder',
      severity: 'error',
      from: {},
      to: { path: '^src/[^/]+\\.ts$', pathNot: '\\.d\\.ts$' },
    },
    {
      name: 'only-one-file-talks-to-the-runner',
      comment: 'Everything else gets what it needs as an argument, so that tests need no mocks.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/platform/runner\\.ts$' },
      to: { path: 'node_modules/@actions/core' },
    },
    {
      name: 'only-one-file-opens-files',
      comment: 'That one refuses links which lead out. The event is a file of the runner.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(platform/files|github/event)\\.ts$' },
      to: { path: '^(node:)?fs(/promises)?$' },
    },
    {
      name: 'no-program-is-started',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^(node:)?(child_process|cluster|worker_threads)$' },
    },
    {
      name: 'what-ships-needs-no-tools-for-development',
      severity: 'error',
      from: { path: '^src/' },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'] },
    },
    {
      name: 'the-sandbox-is-a-package-of-its-own',
      severity: 'error',
      from: { path: '^sandbox/' },
      to: { path: '^(src|contract|testing|tools|__tests__)/' },
    },
    {
      name: 'random-values-have-a-seed',
      severity: 'error',
      from: { path: '^__tests__/', pathNot: '^__tests__/harness/property\\.ts$' },
      to: { path: 'node_modules/fast-check' },
    },
    {
      name: 'nothing-is-left-over',
      severity: 'error',
      from: { orphan: true, path: '^src/', pathNot: '\\.d\\.ts$' },
      to: {},
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
  },
}
