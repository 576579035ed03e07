// Each process of jest loads this first.
import vm from 'node:vm'

// The globals of a test are ordinary ones. Jest puts a proxy between them and the tests, so that it can clean up afterwards, and
// each `JSON` or `Object` in the code goes through it: runs of the action take a third longer.
const { createContext } = vm
vm.createContext = () => createContext(vm.constants.DONT_CONTEXTIFY)

// A worker of jest that has nothing left to do frees the memory of everything that its tests have loaded, which is hundreds
// of megabytes. On a busy machine this takes longer than the half second that jest allows before it blames the tests. The
// memory goes with the process. A worker in which a test has left a handle open does not get here, and is still reported.
if (process.send !== undefined) process.once('exit', () => process.exit())
