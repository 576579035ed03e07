// The runner starts this file for the action that deletes an app. No variable of the environment chooses that action,
// because whoever sets one could turn a deployment into a deletion. The build copies this file, next to the bundle.
process.argv[2] = 'remove'
await import('./index.ts')
