import { link, mkdir, open, readdir, readFile, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { FileSystem } from './file-system.ts'

/** The real file system below a root folder, which is made when the first directory is. */
export const nodeFileSystem = (root: string): FileSystem => {
  const at = (path: string) => join(root, path)

  const syncDirectory = async (path: string): Promise<void> => {
    const directory = await open(path, 'r')
    try {
      await directory.sync()
    } finally {
      await directory.close()
    }
  }

  return {
    create: async (path, bytes) => {
      const file = await open(at(path), 'wx')
      try {
        await file.writeFile(bytes)
        await file.sync()
      } finally {
        await file.close()
      }
    },
    read: (path) => readFile(at(path)).catch(whereMissing(null)),
    link: (from, to) => link(at(from), at(to)),
    remove: (path) => rm(at(path), { force: true }),
    list: (path) => readdir(at(path)).catch(whereMissing([])),
    makeDirectory: async (path) => {
      // The first directory that was missing, or undefined: it and those below it are new names in their parents.
      const firstMade = await mkdir(at(path), { recursive: true })
      if (firstMade === undefined) return
      for (let made = at(path); made.length >= firstMade.length; made = dirname(made))
        await syncDirectory(dirname(made))
    },
    syncDirectory: (path) => syncDirectory(at(path)),
  }
}

const whereMissing =
  <T>(instead: T) =>
  (error: NodeJS.ErrnoException): T => {
    if (error.code === 'ENOENT') return instead
    throw error
  }
