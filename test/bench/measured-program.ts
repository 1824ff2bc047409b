import { lastValueFrom, toArray } from 'rxjs'
import { Refusal } from '../../src/config/refusal.ts'
import { type LogLine, startNode } from '../torture/program.ts'
import { memoryOf } from '../trials/process-memory.ts'

/** A program that ran to its end. */
export interface Measured {
  readonly stdout: string
  readonly lines: readonly LogLine[]
  readonly peakBytes: number | null
  readonly peakAnonBytes: number | null
}

/** Each has the heap that `npm run pipeline` gives to Node, so that none is ahead by its flags. */
const NODE_ARGS = ['--max-semi-space-size=64', '--import', 'tsx']
const SAMPLE_EVERY_MS = 50
const MEGABYTE = 1e6
/** Shells' code of a program that SIGINT ended. */
const EXIT_INTERRUPTED = 130

export const stopped = (): Refusal => new Refusal('Stopped; nothing was written.', EXIT_INTERRUPTED)

/** Runs a program in a process of its own, looking at its memory. @throws Refusal where it fails, with its own last words, or is stopped. */
export const measureProgram = async (script: string, args: readonly string[], stop: AbortSignal): Promise<Measured> => {
  if (stop.aborted) throw stopped()
  const { child, line$, ended } = startNode([...NODE_ARGS, script, ...args])
  const end = () => child.kill('SIGKILL')
  stop.addEventListener('abort', end)
  let peak: Pick<Measured, 'peakBytes' | 'peakAnonBytes'> = { peakBytes: null, peakAnonBytes: null }
  const sampling = setInterval(() => {
    const now = memoryOf(child.pid!)
    if (now !== null)
      peak = {
        peakBytes: now.peakRssMb * MEGABYTE,
        peakAnonBytes: Math.max(peak.peakAnonBytes ?? 0, now.rssAnonMb * MEGABYTE),
      }
  }, SAMPLE_EVERY_MS)
  try {
    const { code, signal, stdout, lastWords } = await ended
    if (stop.aborted) throw stopped()
    if (code !== 0) throw new Refusal(`${script} ended with ${signal ?? `code ${code}`}: ${lastWords}`)
    return { stdout, lines: await lastValueFrom(line$.pipe(toArray())), ...peak }
  } finally {
    clearInterval(sampling)
    stop.removeEventListener('abort', end)
  }
}
