import { createHash, randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { runPeerProcess } from './peer-process.ts'

/** What peers need is fetched and built here once; it outlives the benchmark. */
const CACHE = resolve(import.meta.dirname, '../.cache/peers')
/** Java's own idea of it differs where HOME is set; peers look below HOME. */
const MAVEN_REPOSITORY = join(homedir(), '.m2/repository')
const PATIENCE_MS = 20 * 60_000

/** A Python with these packages. */
export const pythonWith = (requirements: readonly string[], stop: AbortSignal): Promise<string> =>
  cached('python', requirements.join('\n'), async (folder) => {
    await run('python3', ['-m', 'venv', folder], stop)
    await run(join(folder, 'bin/python'), ['-m', 'pip', 'install', '--quiet', ...requirements], stop)
  }).then((folder) => join(folder, 'bin/python'))

/** A copy of a Maven project, compiled, with the jars that it needs in target/lib. Nothing is written into the original. */
export const mavenProject = async (original: string, stop: AbortSignal): Promise<string> => {
  const files = await filesIn(original)
  const contents = await Promise.all(files.map((file) => readFile(join(original, file))))
  const identity = files.map((file, i) => `${file}\n${contents[i]}`).join('\n')
  return cached('maven', identity, async (folder) => {
    for (const [i, file] of files.entries()) {
      await mkdir(dirname(join(folder, file)), { recursive: true })
      await writeFile(join(folder, file), contents[i]!)
    }
    const goals = ['compile', 'dependency:copy-dependencies', `-DoutputDirectory=${join(folder, 'target/lib')}`]
    await run('mvn', [...MAVEN_FLAGS, '-f', join(folder, 'pom.xml'), ...goals], stop)
  })
}

/** Puts a jar of Maven Central where peers look for it. */
export const mavenJar = async (group: string, name: string, version: string, stop: AbortSignal): Promise<void> => {
  const jar = join(MAVEN_REPOSITORY, group.replaceAll('.', '/'), name, version, `${name}-${version}.jar`)
  if (existsSync(jar)) return
  await run('mvn', [...MAVEN_FLAGS, 'dependency:get', `-Dartifact=${group}:${name}:${version}`], stop)
}

const MAVEN_FLAGS = ['--quiet', '--batch-mode', `-Dmaven.repo.local=${MAVEN_REPOSITORY}`]

const run = async (command: string, args: readonly string[], stop: AbortSignal): Promise<void> => {
  await mkdir(CACHE, { recursive: true })
  await runPeerProcess({ command, args, folder: CACHE, patienceMs: PATIENCE_MS }, stop)
}

/** May run in several processes at once: each builds a folder of its own, the first to be done gives it its name. */
const cached = async (kind: string, identity: string, build: (folder: string) => Promise<void>): Promise<string> => {
  const folder = join(CACHE, `${kind}-${createHash('sha256').update(identity).digest('hex').slice(0, 16)}`)
  if (existsSync(folder)) return folder
  const building = `${folder}-${randomUUID()}`
  await mkdir(building, { recursive: true })
  try {
    await build(building)
    await rename(building, folder).catch((error: unknown) => {
      if (!existsSync(folder)) throw error
    })
    return folder
  } finally {
    await rm(building, { recursive: true, force: true })
  }
}

/** Relative paths, sorted, without what Maven makes. */
const filesIn = async (folder: string): Promise<readonly string[]> => {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .filter((path) => !path.startsWith('target/'))
    .sort()
}
