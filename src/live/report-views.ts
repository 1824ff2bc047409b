import type { Committed } from '../checkpoint/committed.ts'
import type { Recovered } from '../run-partition.ts'
import { DATA_SET_NAMES } from '../sink/data-set.ts'
import type { CommitView, RecoveryView } from './status-view.ts'

/** What a commit shows of itself; it was heard of at `atMs`. */
export const commitView = (report: Committed, atMs: number): CommitView => {
  const { books, rows, parts, bytes, checkpointBytes, tookMs } = report
  return {
    atMs,
    partition: books.partition,
    fromOffset: books.fromOffset,
    toOffset: books.toOffset,
    tookMs,
    parts,
    bytes,
    checkpointBytes,
    rows: DATA_SET_NAMES.reduce((sum, name) => sum + rows[name], 0),
    latePairs: books.correctionPairs,
    deadLetters: books.deadLetters,
  }
}

/** What taking a partition shows of itself. */
export const recoveryView = (report: Recovered, atMs: number): RecoveryView => {
  const { partition, nextOffset, tookMs, partsFinished, partsRolledBack, recordsLost, condemned } = report
  return {
    atMs,
    partition,
    nextOffset,
    tookMs,
    partsFinished,
    partsRolledBack,
    recordsLost,
    condemned: condemned.length,
    resumedFromCheckpoint: report.resumedFromCheckpoint,
  }
}
