import { open } from 'lmdb'

// Begins to write into an embedded log and never ends: what a program does that is stopped in the middle of it. Others who want to write wait.
const log = open({ path: process.argv[2], maxDbs: 16 })
log.transactionSync(() => {
  process.stdout.write('held\n')
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
})
