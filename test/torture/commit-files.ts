import { readdir, readFile, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { neededCheckpoints } from '../support/needed-checkpoints.ts'

/** A file of a commit that is not over: a staged part or a checkpoint. */
export interface CommitFile {
  readonly kind: 'staged' | 'checkpoint'
  readonly name: string
  /** A staged part that has its final name too. */
  readonly isPublished: boolean
}

export const DIRECTORIES = { staged: '.staging', checkpoint: '.checkpoints' } as const

/** The files of commits in a storage folder that nobody writes to now. */
export const commitFiles = async (storage: string): Promise<readonly CommitFile[]> => {
  const lists = (['staged', 'checkpoint'] as const).map(async (kind) => {
    const directory = join(storage, DIRECTORIES[kind])
    const names = await readdir(directory).catch(() => [])
    return Promise.all(
      names.map(async (name) => ({ kind, name, isPublished: (await stat(join(directory, name))).nlink > 1 })),
    )
  })
  return (await Promise.all(lists)).flat()
}

/** What may not be there when a pipeline has ended in peace: anything staged, and checkpoints that the last of their partition does not need. */
export const leftovers = async (storage: string): Promise<string[]> => {
  const files = await commitFiles(storage)
  const namesOf = (kind: CommitFile['kind']) => files.filter((file) => file.kind === kind).map(({ name }) => name)
  const newest = new Map<string, string>()
  for (const name of namesOf('checkpoint').sort()) newest.set(name.split('-')[0]!, name)
  const needed = new Set<string>()
  for (const name of newest.values()) {
    const bytes = await readFile(join(storage, DIRECTORIES.checkpoint, name))
    for (const its of neededCheckpoints(basename(name, '.json'), bytes)) needed.add(its)
  }
  const unneeded = namesOf('checkpoint').filter((name) => !needed.has(name))
  return [
    ...namesOf('staged').map((name) => `left over: ${DIRECTORIES.staged}/${name}`),
    ...unneeded.map((name) => `left over: ${DIRECTORIES.checkpoint}/${name}`),
  ]
}
