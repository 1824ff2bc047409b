import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chown, cp, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { dockerStages, environmentOf, textsOf } from './dockerfile.ts'
import { fileOf } from './monitoring-files.ts'

/** Why a container cannot be played here; null where it can. With CI set it can never be skipped. */
export const cannotPlayContainer = (): string | null => {
  if (process.getuid?.() !== 0) return process.env.CI ? null : 'only root may mount'
  const { status, stderr } = spawnSync('unshare', ['--mount', '--pid', '--fork', 'true'], { encoding: 'utf8' })
  return status === 0 || process.env.CI ? null : `unshare says no: ${stderr}`
}

/** What the Dockerfile's steps lead to, in a folder, and a folder for its volume. */
export interface HandMadeImage {
  /** Starts a command in it, with a root that cannot be written; the image's variables are set, and more. */
  start(command: readonly string[], env?: Readonly<Record<string, string>>): InContainer
  readonly storage: string
  remove(): Promise<void>
}

export interface InContainer {
  readonly ended: Promise<{ readonly code: number | null; readonly stdout: string; readonly stderr: string }>
  readonly text: () => string
  /** The first process of the container, as this machine numbers it. */
  pid(): Promise<number>
}

/** Does by hand what `docker build` would: what COPY names is copied, what RUN says of npm is run. The base image is this machine. */
export const makeImage = async (): Promise<HandMadeImage> => {
  const folder = await mkdtemp(join(tmpdir(), 'tideline-image-'))
  const [root, storage] = [join(folder, 'root'), join(folder, 'storage')]
  const app = join(root, 'app')
  await mkdir(app, { recursive: true })
  await mkdir(storage, { mode: 0o750 })
  const stages = dockerStages()
  const last = stages.at(-1)!
  for (const stage of stages) {
    for (const copied of textsOf(stage, 'COPY').filter((text) => !text.startsWith('--from'))) {
      const paths = copied.split(' ')
      const to = paths.pop()!
      for (const path of paths)
        await cp(fileOf(path), to.endsWith('/') ? join(app, to, path.split('/').at(-1)!) : join(app, to), {
          recursive: true,
        })
    }
    for (const command of textsOf(stage, 'RUN').filter((text) => text.startsWith('npm ')))
      execFileSync('sh', ['-c', command], { cwd: app, stdio: 'pipe' })
  }
  const [owner] = textsOf(last, 'USER')
  const [uid, gid] = owner!.split(':').map(Number)
  await chown(storage, uid!, gid!)

  const running = new Set<ChildProcess>()
  const start = (command: readonly string[], env: Readonly<Record<string, string>> = {}): InContainer => {
    const script = [fileOf('test/docker/in_container.sh'), root, process.execPath, storage, owner!]
    const child = spawn('unshare', ['--mount', '--pid', '--fork', '--kill-child', 'sh', ...script, ...command], {
      cwd: '/',
      env: { PATH: process.env.PATH, ...environmentOf(last), ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    running.add(child)
    const texts = { stdout: '', stderr: '' }
    for (const name of ['stdout', 'stderr'] as const)
      child[name].setEncoding('utf8').on('data', (text: string) => {
        texts[name] += text
      })
    const ended = once(child, 'close').then(([code]) => {
      running.delete(child)
      return { code, ...texts }
    })
    const pid = async () => Number((await readFile(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8')).trim())
    return { ended, text: () => texts.stderr, pid }
  }
  const remove = async () => {
    for (const child of running) child.kill('SIGKILL')
    await rm(folder, { recursive: true, force: true })
  }
  return { start, storage, remove }
}
