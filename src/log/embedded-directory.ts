import {
  accessSync,
  closeSync,
  constants,
  mkdirSync,
  openSync,
  readSync,
  realpathSync,
  rmdirSync,
  statfsSync,
  statSync,
} from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { LogError } from './event-log.ts'

/** What LMDB's first page begins with, after its page header: the sign that a file is one of its own. */
const MAGIC = 0xbeef_c0de
const MAGIC_POSITION = 24

/** Enough for an empty log; what is missing later fails as a write. */
const NEW_LOG_BYTES = 1_048_576

/**
 * Makes the directory of an embedded log, or looks at the one that is there; the answer is its one true path.
 *
 * Looks for what would keep LMDB from opening it, since lmdb-js 3.5.6 does not report that but crashes the process: foreign or
 * cut off files, files that this user may not write, a full disk.
 * @throws LogError `unreachable`; then nothing new is left behind.
 */
export const prepareDirectory = (path: string): string =>
  orUnreachable(path, () => {
    const directory = resolve(path)
    const firstMade = makeMissing(directory)
    try {
      accessSync(directory, constants.R_OK | constants.W_OK | constants.X_OK)
      checkLockFile(join(directory, 'lock.mdb'))
      checkDataFile(join(directory, 'data.mdb'))
    } catch (error) {
      if (firstMade !== undefined) removeMade(directory, firstMade)
      throw error
    }
    return realpathSync(directory)
  })

/**
 * Makes a directory with its parents; returns the first that was missing. Not mkdir's own `recursive`: in Node 20 it never returns
 * where a parent takes no new entries and says ENOENT, as /proc does.
 */
const makeMissing = (directory: string): string | undefined => {
  const isDirectory = () => statSync(directory, { throwIfNoEntry: false })?.isDirectory() === true
  if (isDirectory()) return undefined
  const firstMade = makeMissing(dirname(directory))
  try {
    mkdirSync(directory)
  } catch (error) {
    if (!isDirectory()) throw error // else another process was faster
  }
  return firstMade ?? directory
}

/** Says of any failure to open a log which one it was and what to do. */
export const orUnreachable = <T>(path: string, action: () => T): T => {
  try {
    return action()
  } catch (cause) {
    const problem = cause instanceof Error ? cause.message : String(cause)
    const remedy = 'Give a directory on a local disk that this user may create and write to.'
    throw new LogError('unreachable', `Cannot open the event log in ${path}: ${problem}. ${remedy}`, { cause })
  }
}

const checkLockFile = (file: string) => {
  if (isThere(file)) accessSync(file, constants.R_OK | constants.W_OK)
}

const checkDataFile = (file: string) => {
  if (isThere(file)) {
    accessSync(file, constants.R_OK | constants.W_OK)
    if (!isEmptyOrLmdb(file)) throw new Error(`${file} was not written by an event log, or was cut off`)
    return
  }
  const { bavail, bsize } = statfsSync(dirname(file))
  if (bavail * bsize < NEW_LOG_BYTES) throw new Error('no space left for a new log')
}

const isThere = (file: string): boolean => {
  const stats = statSync(file, { throwIfNoEntry: false })
  if (stats !== undefined && !stats.isFile()) throw new Error(`${file} is not a file`)
  return stats !== undefined
}

/** Empty: a process was killed while it made the log, and LMDB makes it then. */
const isEmptyOrLmdb = (file: string): boolean => {
  const firstPage = Buffer.alloc(4_096)
  const descriptor = openSync(file, 'r')
  try {
    const bytes = readSync(descriptor, firstPage, 0, firstPage.length, 0)
    return bytes === 0 || (bytes === firstPage.length && firstPage.readUInt32LE(MAGIC_POSITION) === MAGIC)
  } finally {
    closeSync(descriptor)
  }
}

const removeMade = (directory: string, firstMade: string) => {
  try {
    for (let made = directory; made.length >= firstMade.length; made = dirname(made)) rmdirSync(made)
  } catch {
    // Another process has put something there, so it is not ours to remove.
  }
}
