// The runner starts this file at the end of the job. It is separate from the file of the step, because a step that is
// cancelled at once saves no state, and nothing may be started again for it. The build copies it unchanged.
process.env.STATE_started ??= 'true'
await import('./sandbox-action.js')
