import { lastValueFrom, toArray } from 'rxjs'
import { Refusal } from '../../src/config/refusal.ts'
import { type LogLine, startNode } from '../torture/program.ts'
import { type PeakMemory, watchMemory } from './peak-memory.ts'

/** A program that ran to its end. */
export interface Measured extends PeakMemory {
  readonly stdout: string
  readonly lines: readonly LogLine[]
}

/** Each has the heap that `npm run pipeline` gives to Node, so that none is ahead by its flags. */
const NODE_ARGS = ['--max-semi-space-size=128', '--import', 'tsx']
/** Shells' code of a program that SIGINT ended. */
const EXIT_INTERRUPTED = 130

export const stopped = (): Refusal => new Refusal('Stopped; nothing was written.', EXIT_INTERRUPTED)

/** Runs a program in a process of its own, looking at its memory. @throws Refusal where it fails, with its own last words, or is stopped. */
export const measureProgram = async (script: string, args: readonly string[], stop: AbortSignal): Promise<Measured> => {
  if (stop.aborted) throw stopped()
  const { child, line$, ended } = startNode([...NODE_ARGS, script, ...args])
  const watch = watchMemory(child.pid!)
  stop.addEventListener('abort', watch.kill)
  try {
    const { code, signal, stdout, lastWords } = await ended
    if (stop.aborted) throw stopped()
    if (code !== 0) throw new Refusal(`${script} ended with ${signal ?? `code ${code}`}: ${lastWords}`)
    return { stdout, lines: await lastValueFrom(line$.pipe(toArray())), ...watch.peak }
  } finally {
    watch.end()
    stop.removeEventListener('abort', watch.kill)
  }
}
