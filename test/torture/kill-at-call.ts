import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { nodeArgs, plainEnvironment, ROOT } from './program.ts'

/** A system call to kill at; with paths, only where it is about one of these very paths. */
export interface CallToKillAt {
  readonly name: string
  readonly paths: readonly string[]
}

/** Why processes cannot be killed at their system calls here; null where they can. With CI set they have to be. */
export const straceMissing = (): string | null => {
  const { status, error } = spawnSync('strace', ['-o', '/dev/null', 'true'])
  if (status === 0) return null
  const reason = error === undefined ? 'strace may not trace here' : 'there is no strace'
  if (process.env.CI) throw new Error(`${reason}, and CI requires it`)
  return reason
}

/**
 * Runs a pipeline to its end, but for SIGKILL as it enters a system call for the n-th time: what the call would do is not done, what was
 * done before is. False where there was no n-th time, so that it ended in peace. Node's file work and LMDB's are calls of one thread
 * here, since strace counts each thread's own.
 */
export const killAtCall = async (call: CallToKillAt, n: number, args: readonly string[]): Promise<boolean> => {
  const options = [
    ...['-f', '-o', '/dev/null'], // not --seccomp-bpf: strace 6.1 miscounts with it
    ...['-e', `trace=${call.name}`, '-e', `inject=${call.name}:signal=SIGKILL:when=${n}`],
    ...call.paths.flatMap((path) => ['-P', path]),
  ]
  const strace = spawn('strace', [...options, process.execPath, ...nodeArgs('pipeline', args)], {
    cwd: ROOT,
    env: { ...plainEnvironment(), UV_THREADPOOL_SIZE: '1' },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let said = ''
  strace.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text
  })
  // It ends as the process that it runs does.
  const [code, signal] = await once(strace, 'close')
  if (signal === 'SIGKILL' || code === 137) return true
  if (code === 0) return false
  throw new Error(`the pipeline ended with ${signal ?? `code ${code}`} at ${call.name} ${n}: ${said}`)
}
