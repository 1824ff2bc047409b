import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { type Observable, ReplaySubject } from 'rxjs'
import type { Books } from '../../src/checkpoint/books.ts'

/** A line of a program's log, as far as anybody looks at it here. */
export interface LogLine {
  readonly level?: number
  readonly time?: string
  readonly msg?: string
  /** Only a partition that was taken says so (R3). */
  readonly partsFinished?: number
  /** Only a commit does. */
  readonly books?: Books
  readonly parts?: number
  readonly bytes?: number
  /** A commit, and taking a partition. */
  readonly tookMs?: number
}

export interface Ended {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  /** The end of what it said, for a message. */
  readonly lastWords: string
}

export interface Program {
  readonly child: ChildProcess
  /** The lines of its log, all of them also to those who come late; completes when the process has ended. */
  readonly line$: Observable<LogLine>
  readonly ended: Promise<Ended>
}

/** Where programs run: the top of the repository. */
export const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const LAST_LINES = 20

/** What Node is given to be `npm run <command>`. */
export const nodeArgs = (command: string, args: readonly string[]): string[] => [
  '--max-semi-space-size=128',
  ...['--import', 'tsx', `src/cli/${command}.ts`],
  ...args,
]

/** The environment without this project's own settings. */
export const plainEnvironment = (): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('TIDELINE_')))

/** Starts the process of `npm run <command>` without npm: what is killed is the program itself. */
export const startProgram = (command: string, args: readonly string[]): Program => startNode(nodeArgs(command, args))

/** Starts Node. The process hears no Ctrl-C that is meant for its parent, ends with it, and knows nothing of the environment's own settings. */
export const startNode = (args: readonly string[]): Program => {
  const child = spawn(process.execPath, args, {
    cwd: ROOT,
    env: plainEnvironment(),
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const endToo = () => child.kill('SIGKILL')
  process.prependListener('exit', endToo) // before its folder is removed by a listener that was there first
  child.on('exit', () => process.off('exit', endToo))

  let stdout = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text
  })
  const lastLines: string[] = []
  const line$ = new ReplaySubject<LogLine>()
  createInterface({ input: child.stderr }).on('line', (text) => {
    lastLines.push(text)
    if (lastLines.length > LAST_LINES) lastLines.shift()
    const line = parseLine(text)
    if (line !== null) line$.next(line)
  })
  const ended = once(child, 'close').then(([code, signal]): Ended => {
    line$.complete()
    return { code, signal, stdout, lastWords: lastLines.join('\n') }
  })
  return { child, line$, ended }
}

/** Runs a program to its end; the answer is what it wrote to standard output. */
export const runProgram = async (command: string, args: readonly string[]): Promise<string> => {
  const { code, signal, stdout, lastWords } = await startProgram(command, args).ended
  if (code !== 0) throw new Error(`${command} ended with ${signal ?? `code ${code}`}: ${lastWords}`)
  return stdout
}

/** null for what is no line of a log, or one that was cut off by the end of its process. */
const parseLine = (text: string): LogLine | null => {
  try {
    const line: unknown = JSON.parse(text)
    return typeof line === 'object' ? line : null
  } catch {
    return null
  }
}
