import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { cleanEnvironment } from './clean-environment.ts'

export interface Ended {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
}

export interface RunningCommand {
  readonly child: ChildProcess
  readonly ended: Promise<Ended>
  /** All of standard error so far. */
  readonly text: () => string
  /** Resolved when standard error holds this text for the n-th time; rejected when the command ends before. */
  readonly said: (text: string, times?: number) => Promise<void>
}

/** None outlives the tests, also where one of them gave up waiting. */
const running = new Set<ChildProcess>()
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL')
})

const ROOT = fileURLToPath(new URL('../..', import.meta.url))

/** Starts `npm run <command>`'s process without npm, and without the settings of the environment that runs the tests. */
export const startCommand = (command: string, args: readonly string[], user?: number): RunningCommand => {
  const script = `src/cli/${command}.ts`
  const child = spawn(process.execPath, ['--import', 'tsx', script, ...args], {
    cwd: ROOT,
    env: cleanEnvironment(),
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(user !== undefined && { uid: user, gid: user }),
  })
  const texts = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'] as const)
    child[name].setEncoding('utf8').on('data', (text: string) => {
      texts[name] += text
    })
  running.add(child)
  const ended = once(child, 'close').then(([code, signal]) => {
    running.delete(child)
    return { code, signal, ...texts }
  })
  const said = async (text: string, times = 1) => {
    while (texts.stderr.split(text).length <= times) {
      const isOver = await Promise.race([ended, once(child.stderr, 'data').then(() => null)])
      if (isOver !== null) throw new Error(`${command} ended (${isOver.code}) without ${text}: ${isOver.stderr}`)
    }
  }
  return { child, ended, text: () => texts.stderr, said }
}

/** Runs a command to its end. */
export const runCommand = (command: string, ...args: readonly string[]): Promise<Ended> =>
  startCommand(command, args).ended
