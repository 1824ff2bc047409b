import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { Books } from '../../src/checkpoint/books.ts'
import { cleanEnvironment } from './clean-environment.ts'
import type { Ended } from './run-command.ts'
import { STOP_VARIABLE, STOPPING, type StopPlace } from './stop-place.ts'

/** A line of the program's own log, which is JSON lines on standard error. */
export interface LogLine {
  readonly msg: string
  readonly time: string
  readonly books?: Books
  readonly partition?: number
  readonly nextOffset?: number
  readonly partsFinished?: number
}

export interface PipelineProcess {
  readonly child: ChildProcess
  readonly ended: Promise<Ended>
  /** What it has logged so far. */
  readonly lines: readonly LogLine[]
  /** All of standard error so far. */
  text(): string
  /** Whether it is there: neither ended nor killed. */
  isAlive(): boolean
}

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const PATIENCE_MS = 240_000

const running = new Set<ChildProcess>()
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL')
})

const isLogLine = (line: string) => line.startsWith('{"level"')

/**
 * A live pipeline as a process of its own that commits every second and logs its commits; it stops at `stopAt`, where there is one. Its
 * rows may be compared with those of another run, so idle time counts for nothing (T12).
 */
export const startPipeline = (args: readonly string[], stopAt?: StopPlace): PipelineProcess => {
  const preloads = [
    'tsx',
    './test/support/end-with-parent.ts',
    ...(stopAt === undefined ? [] : ['./test/support/stop-at.ts']),
  ]
  const command = [...preloads.flatMap((module) => ['--import', module]), 'src/cli/pipeline.ts']
  const child = spawn(
    process.execPath,
    [...command, '--commit-interval', '1s', '--idle', 'off', '--log-level', 'debug', '--json', ...args],
    {
      cwd: ROOT,
      env: { ...cleanEnvironment(), ...(stopAt !== undefined && { [STOP_VARIABLE]: JSON.stringify(stopAt) }) },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  )
  const texts = { stdout: '', stderr: '' }
  const lines: LogLine[] = []
  let unfinished = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    texts.stdout += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    texts.stderr += text
    const all = (unfinished + text).split('\n')
    unfinished = all.pop()!
    lines.push(...all.filter(isLogLine).map((line) => JSON.parse(line) as LogLine))
  })
  running.add(child)
  const ended = once(child, 'close').then(([code, signal]) => {
    running.delete(child)
    return { code, signal, ...texts }
  })
  const isAlive = () => child.exitCode === null && child.signalCode === null
  return { child, ended, lines, text: () => texts.stderr, isAlive }
}

/** Waits until something is so, for four minutes at most; then fails with the words for it and with what the processes said last. */
export const until = async (
  what: string,
  isSo: () => boolean | Promise<boolean>,
  ...about: readonly PipelineProcess[]
) => {
  for (const deadline = Date.now() + PATIENCE_MS; !(await isSo()); await sleep(50)) {
    if (Date.now() < deadline) continue
    const said = about.map(({ text }, i) => `--- process ${i} said last:\n${text().slice(-3_000)}`)
    throw new Error(`waited in vain until ${what}\n${said.join('\n')}`)
  }
}

export const commitsOf = ({ lines }: PipelineProcess): readonly Books[] =>
  lines.flatMap(({ msg, books }) => (msg === 'committed' && books !== undefined ? [books] : []))

/** Its recoveries: which partition, and the offset that it goes on from. */
export const takingsOf = ({ lines }: PipelineProcess): readonly LogLine[] =>
  lines.filter(({ partsFinished }) => partsFinished !== undefined)

/** The offset up to which a partition is committed, as these processes know: by a commit, or found when it was taken. */
export const committedTo = (partition: number, ...processes: readonly PipelineProcess[]): number => {
  const commits = processes.flatMap(commitsOf).filter((books) => books.partition === partition)
  const takings = processes.flatMap(takingsOf).filter((taking) => taking.partition === partition)
  return Math.max(0, ...commits.map(({ toOffset }) => toOffset), ...takings.map(({ nextOffset }) => nextOffset ?? 0))
}

export const isStopped = (process: PipelineProcess): boolean => process.text().includes(STOPPING)

/** Asks a process to end, and kills it where it does not within 30 s; what it was like. */
export const stopPipeline = async ({ child, ended }: PipelineProcess): Promise<Ended> => {
  child.kill('SIGTERM')
  const last = setTimeout(() => child.kill('SIGKILL'), 30_000)
  const end = await ended
  clearTimeout(last)
  return end
}
