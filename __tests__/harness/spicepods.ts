/** A spicepod of these members. */
export const pod = <Members extends object>(members: Members) => ({
  version: 'v1',
  kind: 'Spicepod',
  name: 'taxi',
  ...members,
})

/** A manifest with details that would be lost if a program parsed and rewrote it. */
export const manifest = `# Fares of taxis
version: v1
kind: Spicepod
name: taxi

datasets:
  - from: s3://bucket/trips/ # of one day
    name: trips
`

/** The same manifest as the app stores it. */
export const spicepod = pod({ datasets: [{ from: 's3://bucket/trips/', name: 'trips' }] })

/** The spicepod of an app before a run. */
export const oldSpicepod = pod({ models: [{ name: 'old' }] })
