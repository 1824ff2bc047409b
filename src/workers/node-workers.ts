import { type ChildProcess, fork } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { map, merge, Observable } from 'rxjs'
import type { FromParent } from './node-parent.ts'
import type { StartWorker, WorkerEnd, WorkerSays } from './worker-report.ts'

/** Processes that must not outlive this one. */
const alive = new Set<ChildProcess>()
process.on('exit', () => {
  for (const child of alive) child.kill('SIGKILL')
})

/**
 * Workers as Node processes of a program of ours (`node-parent.ts` is its side), with this process' own flags for Node. They are sent a
 * job, and write nothing to standard output.
 *
 * A process that is killed has said all that it had sent. What it writes on standard error comes line by line.
 */
export const forkWorkers =
  <Job>(program: URL, jobOf: (worker: number) => Job): StartWorker =>
  (worker, stop$, look$) =>
    // Not composed: a process is told and heard by events.
    new Observable((subscriber) => {
      const child = fork(fileURLToPath(program), [], {
        serialization: 'advanced', // reports have Maps in them
        stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      })
      alive.add(child)
      let end: WorkerEnd | null = null
      const finish = (how: string) => {
        alive.delete(child)
        subscriber.next(end ?? { kind: 'died', how })
        subscriber.complete()
      }
      child.on('error', (error) => {
        if (child.pid === undefined) finish(`could not be started (${error.message})`)
      })
      if (child.pid === undefined) return
      // Who cannot be told anything any more is dead: that comes as `close`.
      const tell = (message: FromParent<Job>) => child.send(message, () => {})

      child.on('message', (said: WorkerSays) => {
        if (said.kind === 'done' || said.kind === 'refused') end = said
        else subscriber.next(said)
      })
      createInterface({ input: child.stderr! }).on('line', (line) => subscriber.next({ kind: 'wrote', line }))
      // Behind its last message and its last line, where `exit` may come before them.
      child.on('close', (code, signal) =>
        finish(signal === null ? `ended with code ${code}` : `was killed by ${signal}`),
      )
      tell({ kind: 'begin', job: jobOf(worker) })
      const message$ = merge(
        stop$.pipe(map((): FromParent<Job> => ({ kind: 'stop' }))),
        look$.pipe(map((request): FromParent<Job> => ({ kind: 'look', request }))),
      )
      const telling = message$.subscribe(tell)
      return () => {
        telling.unsubscribe()
        child.kill('SIGKILL')
      }
    })
