// A worker of jest that has nothing left to do frees the memory of everything that its tests have loaded, which is hundreds
// of megabytes. On a busy machine this takes longer than the half second that jest allows before it blames the tests. The
// memory goes with the process. A worker in which a test has left a handle open does not get here, and is still reported.
if (process.send !== undefined) process.once('exit', () => process.exit())
