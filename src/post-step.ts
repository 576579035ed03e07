// The runner starts this file at the end of the job. It is separate from the main step's file, because a step that is
// killed immediately leaves nothing that distinguishes the two. The build copies it unchanged, next to the bundle.
process.env.STATE_started ??= 'true'
await import('./index.ts')
