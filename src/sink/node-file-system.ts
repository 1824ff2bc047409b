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
  writeFile(bytes: Uint8Array): Promise<void>
  sync(): Promise<void>
  close(): Promise<void>
}

/** The real file system below a root folder, which is made when the first directory is. */
export const nodeFileSystem = (folder: string, system: SystemCalls = nodeFiles): FileSystem => {
  const root = resolve(folder)
  const durable = new Set<string>()
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
        await file.writeFile(bytes)
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
      // The first directory that was missing, or undefined.
      const firstMade = await makeMissing(system, at(path))
      const isNew = (directory: string) => firstMade !== undefined && directory.length >= firstMade.length
      // Also where it was there: who made it may have been killed before its name was synced. Once a process is enough.
      const isUnsure = (directory: string) => directory.length >= root.length && !durable.has(directory)
      for (let made = at(path); isNew(made) || isUnsure(made); made = dirname(made)) {
        await syncDirectory(dirname(made)).catch((error: unknown) => {
          // A mount point, say: who may not open the folder's parent has not made the folder.
          if (made !== root || isNew(made) || !isDenied(error)) throw error
        })
        durable.add(made)
      }
    },
    syncDirectory: (path) => syncDirectory(at(path)),
  }
}

/**
 * Makes a directory with its parents; returns the first that was missing. Not mkdir's own `recursive`: in Node 20 it never returns
 * where a parent takes no new entries and says ENOENT, as /proc does.
 */
const makeMissing = async (system: SystemCalls, directory: string): Promise<string | undefined> => {
  const isDirectory = () =>
    system.stat(directory).then(
      (found) => found.isDirectory(),
      () => false,
    )
  if (await isDirectory()) return undefined
  const firstMade = await makeMissing(system, dirname(directory))
  try {
    await system.mkdir(directory)
  } catch (error) {
    if (!(await isDirectory())) throw error // else another process was faster
  }
  return firstMade ?? directory
}

const isDenied = (error: unknown): boolean => ['EACCES', 'EPERM'].includes((error as NodeJS.ErrnoException).code ?? '')

const whereMissing =
  <T>(instead: T) =>
  (error: NodeJS.ErrnoException): T => {
    if (error.code === 'ENOENT') return instead
    throw error
  }
