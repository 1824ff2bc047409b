import { posix } from 'node:path'
import type { FileSystem } from './file-system.ts'
import { type Part, STAGING_DIRECTORY } from './part.ts'

/**
 * Gives staged parts their final names, durable when resolved (R2, step 4). May be done again, wholly or in part, by this owner or
 * the next: a part that has its name keeps it. Returns how many got theirs now.
 */
export const publishParts = async (fileSystem: FileSystem, parts: readonly Part[]): Promise<number> => {
  let published = 0
  const directories = new Set<string>()
  for (const part of parts) {
    const directory = posix.dirname(part.published)
    if (!directories.has(directory)) await fileSystem.makeDirectory(directory)
    directories.add(directory)
    if (await linkOnce(fileSystem, part)) published++
  }
  for (const directory of directories) await fileSystem.syncDirectory(directory)
  // Only now: a staged name is let go when the final one is durable.
  for (const { staged } of parts) await fileSystem.remove(staged)
  if (parts.length > 0) await fileSystem.syncDirectory(STAGING_DIRECTORY)
  return published
}

const linkOnce = async (fileSystem: FileSystem, { staged, published }: Part): Promise<boolean> => {
  try {
    await fileSystem.link(staged, published)
    return true
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'EEXIST') return false
    // The staged name is gone once the part was published: by an owner that died before it could say so.
    if (code === 'ENOENT' && (await fileSystem.read(published)) !== null) return false
    throw error
  }
}
