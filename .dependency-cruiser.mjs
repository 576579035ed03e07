// Data flows one way: inputs, context → app → deployment → runtime → report. Only the files of src/ itself, which tell
// the story, see all of it. `npm run structure` checks it.

const layers = ['platform', 'spice', 'app', 'deployment', 'recovery', 'runtime', 'github', 'report']
const ground = ['context', 'commit', 'source', 'errors', 'secrets', 'time', 'url']

/** A layer knows those before it, never those after. */
const noArrowsBack = layers.slice(0, -1).map((layer, index) => ({
  name: `${layer}-knows-nothing-of-what-comes-later`,
  severity: 'error',
  from: { path: `^src/${layer}/` },
  to: { path: `^src/(${layers.slice(index + 1).join('|')})/` },
}))

export default {
  forbidden: [
    { name: 'no-circles', severity: 'error', from: {}, to: { circular: true } },
    ...noArrowsBack,
    {
      name: 'the-runtime-knows-nothing-of-the-management-api',
      severity: 'error',
      from: { path: '^src/runtime/' },
      to: { path: '^src/(spice|app|deployment)/' },
    },
    {
      name: 'github-knows-nothing-of-spice-cloud',
      severity: 'error',
      from: { path: '^src/github/' },
      to: { path: '^src/(spice|app|deployment|runtime)/' },
    },
    {
      name: 'inputs-know-nothing-of-the-api',
      severity: 'error',
      from: { path: '^src/inputs/' },
      to: { path: `^src/(${layers.filter((each) => each !== 'http').join('|')})/` },
    },
    {
      name: 'what-is-read-first-knows-no-layer-above-the-api',
      severity: 'error',
      from: { path: `^src/(${ground.join('|')})\\.ts$` },
      // The message of a commit may have to come from GitHub.
      to: {
        path: `^src/(${layers.filter((each) => !['platform', 'spice', 'github'].includes(each)).join('|')})/`,
      },
    },
    {
      name: 'only-one-file-talks-to-the-runner',
      comment: 'Everything else gets what it needs as an argument, so that tests need no mocks.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/platform/runner\\.ts$' },
      to: { path: 'node_modules/@actions/core' },
    },
    {
      name: 'what-ships-needs-no-tools-for-development',
      severity: 'error',
      from: { path: '^src/' },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'] },
    },
    { name: 'nothing-is-left-over', severity: 'error', from: { orphan: true, path: '^src/' }, to: {} },
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
