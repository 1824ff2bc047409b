/**
 * Where a process stops itself (stop-at.ts). Operations are named by what is done and where, paths within the storage folder:
 * `create .staging`, `sync .checkpoints`, `link .staging`, `unlink .staging`, `read .checkpoints`, `request EndTxn`.
 */
export interface StopPlace {
  readonly when: 'before' | 'after'
  /** What the operation's name begins with. */
  readonly operation: string
  /** The first so named stops it: of all, or of those behind the signal to be ready (`ARM_SIGNAL`). */
  readonly from: 'start' | 'signal'
}

/** How stop-at.ts is told. Not a setting of the program's own: those are kept from the processes of tests. */
export const STOP_VARIABLE = 'TRIAL_STOP_AT'

/** What a process says on standard error before it stops. */
export const STOPPING = 'trial: stopping'

/** Tells a process that the next operation of its place is the one. */
export const ARM_SIGNAL = 'SIGUSR2'
