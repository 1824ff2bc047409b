import { createHash } from 'node:crypto'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { type Checkpoint, encodeReference } from '../../src/checkpoint/checkpoint.ts'
import { loadCheckpoint } from '../../src/checkpoint/load-checkpoint.ts'
import type { EventLog, PartitionBatch } from '../../src/log/event-log.ts'
import { openPart, type ParquetRow } from '../../src/sink/decode-parquet.ts'
import { nodeFileSystem } from '../../src/sink/node-file-system.ts'
import type { StorageCheck } from '../../src/verify/verify-storage.ts'
import { wholeCheckpoint } from '../support/checkpoint-file.ts'
import { partsOf, verifyFolder } from './verify-fixture.ts'

export const COMMITS = ['--commit-rows', '200']

export const unverifiable = ({ partitions }: StorageCheck) => partitions.map((check) => check.unverifiable)

/** A correction in a commit that has a result part of that date, too, and more corrections; an earlier commit had the result. */
export const correctionOfEarlier = async (folder: string) => {
  const written = new Map<string, string>()
  const numberOf = (row: ParquetRow) => JSON.stringify([row.tenant, row.event_type, Number(row.window_start)])
  const results = await partsOf(folder, 'rolling_window_results')
  for (const path of results)
    for (const row of await openPart(await readFile(path)).rows()) written.set(numberOf(row), basename(path))
  for (const path of await partsOf(folder, 'late_window_corrections')) {
    const result = results.find((part) => part === path.replace('late_window_corrections', 'rolling_window_results'))
    const rows = await openPart(await readFile(path)).rows()
    const commit = basename(path)
    const i = rows.findIndex((row) => (written.get(numberOf(row)) ?? commit) < commit)
    if (result !== undefined && rows.length > 1 && i >= 0)
      return { correction: { path, row: rows[i]!, i }, commit, result }
  }
  throw new Error('there is none')
}

/** Storage folders and their log, and logs that say otherwise. */
export const storageScene = () => {
  const folder = verifyFolder()
  const { at, log } = folder

  /** A log whose topic reads otherwise. */
  const reading = (topic: string, read: (batches: AsyncIterable<PartitionBatch>) => AsyncIterable<PartitionBatch>) => ({
    read: ((asked, ranges) =>
      asked === topic ? read(log().read(asked, ranges)) : log().read(asked, ranges)) as EventLog['read'],
  })

  /** A log that begins later, since it has lost what was before. */
  const keptFrom = (topic: string, startOffset: number) => ({
    bounds: (async (asked) =>
      (await log().bounds(asked))?.map((bounds) =>
        asked === topic ? { ...bounds, startOffset } : bounds,
      )) as EventLog['bounds'],
  })

  /** The last checkpoint of a partition that nobody writes any more. */
  const lastCheckpoint = async (storage: string, partition = 0) => {
    const names = (await readdir(at(`${storage}/.checkpoints`))).filter((entry) => entry.startsWith(`p${partition}-`))
    const name = names.sort().at(-1)!
    const path = at(`${storage}/.checkpoints/${name}`)
    const sha256 = createHash('sha256')
      .update(await readFile(path))
      .digest('hex')
    const { commitId, checkpoint } = await loadCheckpoint(nodeFileSystem(at(storage)), {
      commitId: basename(name, '.json'),
      sha256,
    })
    return { path, commitId, checkpoint }
  }

  /** Writes the checkpoint of partition 0 otherwise, with a reference in the log that vouches for it. */
  const vouchedFor = async (
    storage: string,
    alter: (checkpoint: Checkpoint) => unknown,
  ): Promise<Partial<EventLog>> => {
    const { path, commitId, checkpoint } = await lastCheckpoint(storage)
    alter(checkpoint)
    const { bytes, sha256 } = wholeCheckpoint(checkpoint)
    await writeFile(path, bytes)
    const metadata = encodeReference({ commitId, sequence: checkpoint.sequence, sha256 })
    return {
      committed: async (topic, group) =>
        (await log().committed(topic, group)).map((was, partition) => (partition === 0 ? { ...was!, metadata } : was)),
    }
  }

  /** How many panes of windows still open there are in partition 0. */
  const openWindows = async (storage: string): Promise<number> => {
    const { state } = (await lastCheckpoint(storage)).checkpoint
    return state.windows.panes.length
  }

  return { ...folder, reading, keptFrom, lastCheckpoint, vouchedFor, openWindows }
}
