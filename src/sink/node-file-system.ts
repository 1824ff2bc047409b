import * as nodeFiles from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import type { FileSystem } from './file-system.ts'

/** What is asked of the operating system: the part of node:fs/promises that this adapter stands on, so that a simulator can be it. */
export interface SystemCalls {
  open(path: string, flags: 'r' | 'wx'): Promise<OpenFile>
  readFile(path: string): Promise<Buffer>
  link(from: string, to: string): Promise<void>
  unlink(path: string): Promise<void>
  readdir(path: string): Promise<string[]>
  mkdir(path: string): Promise<unknown>
  stat(path: string): Promise<{ isDirectory(): boolean }>
}

export interface OpenFile {
  /** Behind what was written before. */
  writeFile(bytes: Uint8Array): Promise<void>
  sync(): Promise<void>
  close(): Promise<void>
}

/** The real file system below a root folder, which is made when the first directory is. */
export const nodeFileSystem = (folder: string, system: SystemCalls = nodeFiles): FileSystem => {
  const root = resolve(folder)
  /** Directories whose names, and those of all above them up to the root folder, are known to be durable. */
  const durable = new Set<string>()
  /** Directories that this process has made, until they are. */
  const unsynced = new Set<string>()
  const at = (path: string) => join(root, path)

  const syncDirectory = async (path: string): Promise<void> => {
    const directory = await system.open(path, 'r')
    try {
      await directory.sync()
    } finally {
      await directory.close()
    }
  }

  return {
    create: async (path, bytes) => {
      const file = await system.open(at(path), 'wx')
      try {
        for (const piece of bytes instanceof Uint8Array ? [bytes] : bytes) await file.writeFile(piece)
        await file.sync()
      } finally {
        await file.close()
      }
    },
    read: (path) => system.readFile(at(path)).catch(whereMissing(null)),
    link: (from, to) => system.link(at(from), at(to)),
    remove: (path) => system.unlink(at(path)).catch(whereMissing(undefined)),
    list: (path) => system.readdir(at(path)).catch(whereMissing([])),
    makeDirectory: async (path) => {
      await makeMissing(system, at(path), (made) => unsynced.add(made))
      const within = ancestors(at(path), root).filter((directory) => !durable.has(directory))
      // From the top: what is in `durable` has nothing above it that is not. Also what was there: who made it may have been killed before.
      const unsure = [...new Set([...unsynced, ...within])].sort((one, other) => one.length - other.length)
      for (const directory of unsure) {
        await syncDirectory(dirname(directory)).catch((error: unknown) => {
          // A mount point, say: who may not open the folder's parent has not made the folder.
          if (directory !== root || unsynced.has(directory) || !isDenied(error)) throw error
        })
        unsynced.delete(directory)
        durable.add(directory)
      }
    },
    syncDirectory: (path) => syncDirectory(at(path)),
  }
}

/**
 * Makes a directory with its parents, telling of each that was missing. Not mkdir's own `recursive`: in Node 20 it never returns where a
 * parent takes no new entries and says ENOENT, as /proc does.
 */
const makeMissing = async (
  system: SystemCalls,
  directory: string,
  onMade: (directory: string) => void,
): Promise<void> => {
  const isDirectory = () =>
    system.stat(directory).then(
      (found) => found.isDirectory(),
      () => false,
    )
  if (await isDirectory()) return
  await makeMissing(system, dirname(directory), onMade)
  try {
    await system.mkdir(directory)
    onMade(directory)
  } catch (error) {
    if (!(await isDirectory())) throw error // else another process was faster
  }
}

/** A directory and those above it, up to the root folder. */
const ancestors = (directory: string, root: string): string[] =>
  directory.length > root.length ? [directory, ...ancestors(dirname(directory), root)] : [root]

const isDenied = (error: unknown): boolean => ['EACCES', 'EPERM'].includes((error as NodeJS.ErrnoException).code ?? '')

const whereMissing =
  <T>(instead: T) =>
  (error: NodeJS.ErrnoException): T => {
    if (error.code === 'ENOENT') return instead
    throw error
  }
