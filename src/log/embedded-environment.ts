import { type Database, open, type RootDatabase } from 'lmdb'
import { orUnreachable, prepareDirectory } from './embedded-directory.ts'
import { type CommittedOffset, LogError } from './event-log.ts'

/** What the embedded log keeps, by key. Topics and groups are names from the command line; nothing of a record is a key. */
export interface Databases {
  readonly about: Database<About, 'log'>
  readonly topics: Database<StoredTopic, string>
  /** The next offset of a partition; absent until its first record. */
  readonly ends: Database<number, [topic: string, partition: number]>
  readonly batches: Database<Buffer, [topic: string, partition: number, baseOffset: number]>
  readonly owners: Database<Owner, GroupKey>
  readonly committed: Database<CommittedOffset, GroupKey>
}

export type GroupKey = [group: string, topic: string, partition: number]

export interface About {
  readonly identity: string
  readonly format: number
}

export interface StoredTopic {
  readonly partitions: number
  readonly logAppendTime: boolean
  readonly maxRecordBytes: number
}

/** Who may commit a partition's offset: the last to have raised the epoch. The process id is only for messages. */
export interface Owner {
  readonly epoch: number
  readonly pid: number
}

export interface Environment {
  readonly directory: string
  readonly root: RootDatabase
  readonly databases: Databases
  handles: number
}

/**
 * One environment a directory and process, shared by its handles: opening takes lmdb's write lock on this very thread, and
 * would wait for ever for another handle's transaction, which waits for this thread.
 */
const environments = new Map<string, Environment>()
const closing = new Map<string, Promise<void>>()

/** @throws LogError `unreachable` where the directory cannot be made, read or written. */
export const acquireEnvironment = async (path: string): Promise<Environment> => {
  const directory = prepareDirectory(path)
  while (closing.has(directory)) await closing.get(directory)
  const environment = environments.get(directory) ?? orUnreachable(path, () => openEnvironment(directory))
  environments.set(directory, environment)
  environment.handles++
  return environment
}

/** Waits for what was written; the last handle to let go closes the files. */
export const releaseEnvironment = async (environment: Environment): Promise<void> => {
  const { directory, root } = environment
  environment.handles--
  if (environment.handles > 0) {
    // What failed was told to whoever wrote it.
    await root.committed.then(undefined, () => {})
    return
  }
  environments.delete(directory)
  const closed = root.close().finally(() => closing.delete(directory))
  closing.set(directory, closed)
  await closed
}

const openEnvironment = (directory: string): Environment => {
  const root = open(directory, {
    // A directory, also where its name has a dot in it.
    noSubdir: false,
    // Address space only. Otherwise lmdb-js maps the file anew as it grows, in two threads, under transactions that read it.
    mapSize: 2 ** 40,
    // Otherwise a commit resolves before it is on disk, and one that fails to get there never says so.
    overlappingSync: false,
    // Otherwise a failed commit also rejects a promise that nobody holds, which ends the process.
    eventTurnBatching: false,
  })
  return { directory, root, databases: openDatabases(root), handles: 0 }
}

const openDatabases = (root: RootDatabase): Databases => ({
  about: root.openDB('about', { encoding: 'json' }),
  topics: root.openDB('topics', { encoding: 'json' }),
  ends: root.openDB('ends', { encoding: 'json' }),
  batches: root.openDB('batches', { encoding: 'binary' }),
  owners: root.openDB('owners', { encoding: 'json' }),
  committed: root.openDB('committed', { encoding: 'json' }),
})

/** What a failed transaction failed of. lmdb hides why a commit failed behind a promise that rejects with it. */
export const transactionError = async (path: string, error: unknown): Promise<unknown> => {
  if (!(error instanceof Error && 'commitError' in error)) return error
  const cause = await Promise.resolve(error.commitError).catch((reason: unknown) => reason)
  const problem = cause instanceof Error ? cause.message : String(cause)
  const remedy = 'Look whether its disk is full, and try again.'
  return new LogError('unreachable', `Cannot write to the event log in ${path}: ${problem}. ${remedy}`, {
    cause,
  })
}
