import { execFile } from 'node:child_process'
import { arch, availableParallelism, cpus, loadavg, platform, release, totalmem } from 'node:os'
import { promisify } from 'node:util'
import { ROOT } from '../torture/program.ts'

/** Where and from what the figures come. */
export interface Machine {
  readonly date: string
  readonly cores: number
  readonly cpu: string
  readonly memoryBytes: number
  readonly system: string
  readonly node: string
  /** What peers run on; null where there is none. */
  readonly java: string | null
  readonly python: string | null
  /** Programs that wanted to run in the minute before: well above 0, and the figures are of a machine that was busy. */
  readonly loadBefore: number
  readonly commit: string | null
  /** Files differ from the commit. */
  readonly changed: boolean | null
}

export const thisMachine = async (): Promise<Machine> => {
  const status = await git('status', '--porcelain', '--untracked-files=no')
  return {
    date: new Date().toISOString(),
    cores: availableParallelism(),
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    memoryBytes: totalmem(),
    system: `${platform()} ${release()} ${arch()}`,
    node: process.version,
    java: /version "([^"]+)"/.exec((await output('java', '-version')) ?? '')?.[1] ?? null,
    python: /Python (\S+)/.exec((await output('python3', '--version')) ?? '')?.[1] ?? null,
    loadBefore: loadavg()[0]!,
    commit: await git('rev-parse', 'HEAD'),
    changed: status === null ? null : status !== '',
  }
}

/** null where there is no git, or no repository. */
const git = (...args: readonly string[]): Promise<string | null> => output('git', ...args)

/** What a program says, on whichever stream; null where it fails or is not there. */
const output = async (command: string, ...args: readonly string[]): Promise<string | null> => {
  try {
    const { stdout, stderr } = await promisify(execFile)(command, [...args], { cwd: ROOT })
    return `${stdout}${stderr}`.trim()
  } catch {
    return null
  }
}
