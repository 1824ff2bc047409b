import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, open, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { stopped } from './measured-program.ts'
import { type PeakMemory, watchMemory } from './peak-memory.ts'

export interface PeerCommand {
  readonly command: string
  readonly args: readonly string[]
  readonly folder: string
  readonly environment?: Readonly<Record<string, string>>
  /** It is ended when it takes longer. */
  readonly patienceMs: number
}

export interface PeerOutput extends PeakMemory {
  readonly output: string
}

const LAST_LINES = 6

/**
 * Runs a program of somebody else's to its end, in a folder of its own; whatever it has started ends with it.
 * @throws Error where it fails or takes too long, with its last words; Refusal where it is stopped.
 */
export const runPeerProcess = async (asked: PeerCommand, stop: AbortSignal): Promise<PeerOutput> => {
  if (stop.aborted) throw stopped()
  const own = await mkdtemp(join(asked.folder, 'peer-'))
  const outputPath = join(own, 'output.txt')
  // No pipe: one that Node makes cannot be opened by its name, as Faust's /dev/stderr is; and that must not write over what is there.
  const output = await open(outputPath, 'a')
  try {
    const peak = await runIn(own, asked, output.fd, stop)
    const text = await readFile(outputPath, 'utf8')
    if (peak.failure !== null) throw new Error([peak.failure, ...lastLines(text)].join(' | '))
    return { ...peak, output: text }
  } finally {
    await output.close()
    await rm(own, { recursive: true, force: true, maxRetries: 5 })
  }
}

const runIn = async (
  cwd: string,
  { command, args, environment, patienceMs }: PeerCommand,
  output: number,
  stop: AbortSignal,
): Promise<PeakMemory & { readonly failure: string | null }> => {
  // A group of its own: it hears no Ctrl-C that is meant for the benchmark.
  const child = spawn(command, args, {
    cwd,
    env: { ...process.env, TMPDIR: cwd, JDK_JAVA_OPTIONS: `-Djava.io.tmpdir=${cwd}`, ...environment },
    detached: true,
    stdio: ['ignore', output, output],
  })
  const ended = once(child, 'exit')
  if (child.pid === undefined) throw await ended.catch((error: Error) => error)
  const watch = watchMemory(child.pid)
  let isLate = false
  const patience = setTimeout(() => {
    isLate = true
    watch.kill()
  }, patienceMs)
  process.prependListener('exit', watch.kill)
  stop.addEventListener('abort', watch.kill)
  try {
    const [code, signal] = await ended
    if (stop.aborted) throw stopped()
    if (isLate) return { ...watch.peak, failure: `not done in ${Math.round(patienceMs / 1000)} s` }
    return { ...watch.peak, failure: code === 0 ? null : `ended with ${signal ?? `code ${code}`}` }
  } finally {
    clearTimeout(patience)
    watch.kill() // a cluster or a server that it left behind
    watch.end()
    process.off('exit', watch.kill)
    stop.removeEventListener('abort', watch.kill)
  }
}

const lastLines = (text: string): readonly string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .slice(-LAST_LINES)
