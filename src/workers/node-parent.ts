import { type Observable, Subject } from 'rxjs'
import type { LookRequest } from '../look/sight.ts'
import type { WorkerSays } from './worker-report.ts'

export type FromParent<Job> =
  | { readonly kind: 'begin'; readonly job: Job }
  | { readonly kind: 'stop' }
  | { readonly kind: 'look'; readonly request: LookRequest }

/** The process that started this one as a worker. */
export interface Parent<Job> {
  readonly job: Promise<Job>
  /** Aborted when this process has to commit and end. */
  readonly stop: AbortSignal
  /** Whenever it wants to know what this process sees of its windows. Hot. */
  readonly look$: Observable<LookRequest>
  /** Resolved when it is on its way, with all before it, or cannot be told any more. */
  tell(said: WorkerSays): Promise<void>
  /** Resolved when all that was told is on its way. */
  told(): Promise<void>
}

/** So long an orphan may take to commit and to leave its group. */
const LAST_COMMIT_MS = 5_000

/**
 * Listens to the parent. Ctrl-C in a terminal, and service managers, signal all processes: it is the parent that says when to end. Where that
 * dies without a word, this process ends by itself, after 5 s at most.
 */
export const listenToParent = <Job>(): Parent<Job> => {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {})
  const stopping = new AbortController()
  process.on('disconnect', () => {
    stopping.abort()
    setTimeout(() => process.exit(1), LAST_COMMIT_MS).unref()
  })
  const look$ = new Subject<LookRequest>()
  const job = new Promise<Job>((resolve) => {
    process.on('message', (message: FromParent<Job>) => {
      switch (message.kind) {
        case 'begin':
          resolve(message.job)
          return
        case 'stop':
          stopping.abort()
          return
        case 'look':
          look$.next(message.request)
      }
    })
  })
  let last = Promise.resolve()
  return {
    job,
    stop: stopping.signal,
    look$,
    tell: (said) => {
      last = new Promise((resolve) => process.send!(said, undefined, undefined, () => resolve()))
      return last
    },
    told: () => last,
  }
}
