import { existsSync, watch } from 'node:fs'
import { join } from 'node:path'
import { delay, filter, firstValueFrom, merge, NEVER, Observable, of, skip, take, timer, toArray } from 'rxjs'
import { commitFiles, DIRECTORIES } from './commit-files.ts'
import type { KillMoment, Trigger } from './kill-moments.ts'
import { type KillPhase, killPhase } from './kill-phase.ts'
import { type Program, startProgram } from './program.ts'

export interface LifeOptions {
  readonly args: readonly string[]
  readonly storage: string
  readonly partitions: number
  readonly moment: KillMoment
}

/** A process whose moment does not come is killed all the same: a topic may fall silent, a broker be slow. */
const LONGEST_LIFE_MS = 60_000

/** Starts a live pipeline and kills it at a moment; the answer is where in its life that was. @throws where it ended by itself. */
export const liveUntilKilled = async ({ args, storage, partitions, moment }: LifeOptions): Promise<KillPhase> => {
  const filesBefore = await commitFiles(storage)
  const program = startProgram('pipeline', args)
  const allLines = firstValueFrom(program.line$.pipe(toArray()))
  const due$ = merge(
    happened(moment.after, program, storage).pipe(skip(moment.times - 1), take(1), delay(moment.delayMs)),
    timer(LONGEST_LIFE_MS),
  )
  const killing = due$.pipe(take(1)).subscribe(() => program.child.kill('SIGKILL'))
  const { signal, code, lastWords } = await program.ended
  killing.unsubscribe()
  if (signal !== 'SIGKILL')
    throw new Error(`the pipeline ended by itself with ${signal ?? `code ${code}`}: ${lastWords}`)
  return killPhase({ lines: await allLines, filesBefore, files: await commitFiles(storage), partitions })
}

/** Emits each time that it happens in the life of a process; never completes. */
const happened = (trigger: Trigger, program: Program, storage: string): Observable<unknown> => {
  const { line$ } = program
  switch (trigger) {
    case 'spawned':
      return merge(of(null), NEVER)
    case 'started':
      return merge(line$.pipe(filter(({ msg }) => msg === 'pipeline started')), NEVER)
    case 'taken':
      return merge(line$.pipe(filter(({ partsFinished }) => partsFinished !== undefined)), NEVER)
    case 'committed':
      return merge(line$.pipe(filter(({ books }) => books !== undefined)), NEVER)
    case 'staged':
    case 'checkpoint': {
      const directory = join(storage, DIRECTORIES[trigger])
      // The first process of all makes it.
      return existsSync(directory) ? namesChanged(directory) : happened('committed', program, storage)
    }
  }
}

/** Emits when a file gets or loses its name in a directory. */
const namesChanged = (directory: string): Observable<unknown> =>
  new Observable((subscriber) => {
    const watcher = watch(directory, (event) => {
      if (event === 'rename') subscriber.next(event)
    })
    return () => watcher.close()
  })
