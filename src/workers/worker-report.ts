import type { Observable } from 'rxjs'
import type { LookRequest, Seen } from '../look/sight.ts'
import type { PartitionReport } from '../run-partition.ts'

/**
 * Starts the process of a worker when it is subscribed to, kills it when it is unsubscribed from, tells it to commit and end on `stop$`, and
 * passes on `look$`. Says all that is heard of it, the last of which is how it ended, and completes; never errors.
 */
export type StartWorker = (
  worker: number,
  stop$: Observable<void>,
  look$: Observable<LookRequest>,
) => Observable<WorkerSays>

/** How a worker's process ends. */
export type WorkerEnd =
  /** It was stopped, and has committed what it had. */
  | { readonly kind: 'done' }
  /** It will not go on, for a reason that its successor would find again: the message is for the program's user. */
  | { readonly kind: 'refused'; readonly message: string }
  /** Killed, crashed, or ended by a defect: another process may do better. `how` goes on with "it ...". */
  | { readonly kind: 'died'; readonly how: string }

/** It waits for the log, which it cannot open (R9). */
export interface WorkerWaits {
  readonly kind: 'waiting'
  readonly message: string
  readonly pauseMs: number
}

/** A line that its engine, or a defect of ours, left on standard error. */
export interface WorkerWrote {
  readonly kind: 'wrote'
  readonly line: string
}

/** What is heard of a worker's process; its last words are a `WorkerEnd`. */
export type WorkerSays =
  | { readonly kind: 'running'; readonly pid: number }
  | { readonly kind: 'reports'; readonly reports: readonly (PartitionReport | Seen)[] }
  | WorkerWaits
  | WorkerWrote
  | WorkerEnd

/** A worker is another process now, or in another state. */
export type WorkerChange =
  | { readonly kind: 'worker'; readonly state: 'starting' | 'ended' }
  | { readonly kind: 'worker'; readonly state: 'running'; readonly pid: number }
  /** Started again after a pause, or never where that is null. */
  | { readonly kind: 'worker'; readonly state: 'dead'; readonly how: string; readonly pauseMs: number | null }

export type WorkerState = WorkerChange['state']

/** A worker had committed so far and died before it could say so: it is in the storage, and not in the summary. */
export interface Unreported {
  readonly kind: 'unreported'
  readonly partition: number
  readonly fromOffset: number
  readonly toOffset: number
}

/** What a run in workers tells: all of it with the worker's number. */
export type WorkerReport = (PartitionReport | Seen | WorkerChange | WorkerWaits | WorkerWrote | Unreported) & {
  readonly worker: number
}

/** What a run tells, of this process alone or of several workers. */
export type RunReport = PartitionReport | Seen | WorkerReport
