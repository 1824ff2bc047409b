import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'

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

/** What may not be there when a pipeline has ended in peace: anything staged, and a second checkpoint of a partition. */
export const leftovers = (files: readonly CommitFile[]): string[] => {
  const staged = files.filter((file) => file.kind === 'staged')
  const checkpoints = new Map<string, string[]>()
  for (const { kind, name } of files) {
    const partition = name.split('-')[0]!
    if (kind === 'checkpoint') checkpoints.set(partition, [...(checkpoints.get(partition) ?? []), name])
  }
  const doubled = [...checkpoints].filter(([, names]) => names.length > 1)
  return [
    ...staged.map(({ name }) => `left over: .staging/${name}`),
    ...doubled.map(([partition, names]) => `left over: ${partition} has checkpoints ${names.join(', ')}`),
  ]
}
