// What the runner starts when the job is over. It has a file of its own, since a step that is killed at once leaves
// nothing by which the two could be told apart. The build puts it beside the bundle as it is.
process.env.STATE_started ??= 'true'
await import('./index.js')
