import type { CommittedCheckpoint } from '../checkpoint/committed-checkpoint.ts'
import type { EventLog, PartitionBounds } from '../log/event-log.ts'
import { DATA_SET_NAMES, type DataSetName } from '../sink/data-set.ts'
import type { FileSystem } from '../sink/file-system.ts'
import { type BooksAt, checkNumbers, hasSessions } from './check-books.ts'
import type { Commit } from './commits-of.ts'
import type { Tell } from './difference.ts'
import { LetterLedger } from './letter-ledger.ts'
import { readPart } from './read-part.ts'
import { Recount } from './recount.ts'
import { ResultOrder } from './result-order.ts'
import { SessionLedger } from './session-ledger.ts'
import { SessionTotals } from './session-totals.ts'
import { type Scales, weighCommit } from './weigh-commit.ts'
import { WindowLedger } from './window-ledger.ts'
import type { WindowShape } from './window-row.ts'

export interface PartitionSource {
  readonly log: Pick<EventLog, 'read'>
  readonly fileSystem: Pick<FileSystem, 'read'>
  readonly topic: string
  readonly group: string
  readonly deadLetterTopic: string
  readonly window: WindowShape
  readonly maxFutureMs: number
  /** The first offset that the log keeps. */
  readonly startOffset: number
  /** What is kept of the dead letters; null where there is no such topic. */
  readonly letterBounds: PartitionBounds | null
  readonly committed: CommittedCheckpoint
  readonly commits: readonly Commit[]
  readonly tell: Tell
  /** How many records have been read. */
  readonly onRecords: (records: number) => void
}

/** What was checked in one partition: its records with offsets [fromOffset, toOffset). */
export interface PartitionCheck {
  readonly partition: number
  readonly fromOffset: number
  readonly toOffset: number
  readonly records: number
  readonly events: number
  readonly deadLetters: number
  readonly parts: number
  readonly rows: Readonly<Record<DataSetName, number>>
  readonly unverifiable: Unverifiable
}

/** What reaches back before the first kept record, so that only a part of it can be compared. */
export interface Unverifiable {
  /** Rows of commits whose records the log has lost altogether: compared with their books only. */
  readonly rows: number
  /** Counts of windows, and sides of sessions, that may hold events which the log has lost: only known not to be too small. */
  readonly counts: number
  /** Records whose dead letters may have been among those that their topic has lost. */
  readonly letters: number
}

/**
 * Reads a partition's records again and weighs them against all that its commits have stored, commit by commit, so that memory holds what
 * is open at one place of the log and the rows of one part. The verdict does not depend on what the parts say of their offsets: these
 * only decide when what agrees can be forgotten.
 */
export const verifyPartition = async (source: PartitionSource): Promise<PartitionCheck> => {
  const { committed, commits, window, tell, maxFutureMs } = source
  const { partition, nextOffset: toOffset, books } = committed.checkpoint
  const { state } = committed.checkpoint
  const { fromOffset, hasLost } = await rangeOf(source, state.beganAtOffset ?? 0)

  const range = { ...source, partition, fromOffset, toOffset }
  const [windows, sessions, totals] = [new WindowLedger(window), new SessionLedger(), new SessionTotals(partition)]
  const order = new ResultOrder(partition)
  const letters = new LetterLedger(source.log, range, source.letterBounds, tell)
  const recount = new Recount({ ...range, windows, sessions, letters })
  const scales: Scales = {
    ...{ fileSystem: source.fileSystem, window, fromOffset, hasLost, mayLack: state.beginsMidway },
    ...{ windows, order, sessions, totals, recount, tell },
  }

  const rows = Object.fromEntries(DATA_SET_NAMES.map((name) => [name, 0])) as Record<DataSetName, number>
  let [parts, rowsBefore] = [0, 0]
  let before: BooksAt | null = null
  for (const commit of commits) {
    const weighed = await weighCommit(commit, before, scales)
    before = weighed.at ?? before
    parts += commit.parts.length
    for (const name of DATA_SET_NAMES) {
      rows[name] += weighed.rows[name]
      if (weighed.isBefore) rowsBefore += weighed.rows[name]
    }
  }

  await recount.advanceTo(toOffset)
  await recount.close()
  const openPairsAfter = windows.addOpen(state.windows)
  sessions.addOpen(state.sessions, committed.path)
  const unpairedAfter = state.sessions.open.length + state.sessions.waiting.length
  const after = { toOffset, openPairsAfter, ...(hasSessions(books) && { unpairedAfter }) }
  checkNumbers(books, after, committed.path, tell)
  order.close(state.windows.closedToMs, window.sizeMs, committed.path, tell)
  const lostToMs = hasLost ? (recount.firstTimestampMs ?? Number.POSITIVE_INFINITY) + maxFutureMs : null
  const counts = windows.close(partition, lostToMs, tell) + sessions.close(partition, lostToMs, tell)
  totals.close(state.sessions, committed.path, tell)
  const unverifiable = { rows: rowsBefore, counts, letters: await letters.close() }
  const { records, events, deadLetters } = recount.counted
  return { partition, fromOffset, toOffset, records, events, deadLetters, parts, rows, unverifiable }
}

/**
 * What of the group's records the log still has, and whether there was more. Of groups from before their checkpoints said where they began
 * it is known where the first commit left a part.
 */
const rangeOf = async (
  { startOffset, commits, fileSystem, committed }: PartitionSource,
  beganAtOffset: number,
): Promise<{ readonly fromOffset: number; readonly hasLost: boolean }> => {
  const fromOffset = Math.min(Math.max(startOffset, beganAtOffset), committed.checkpoint.nextOffset)
  if (beganAtOffset >= startOffset) return { fromOffset, hasLost: false }
  const first = commits[0]
  if (first?.sequence !== 1) return { fromOffset, hasLost: true }
  if (first.books !== null) return { fromOffset, hasLost: first.books.fromOffset < startOffset }
  for (const { path, staged } of first.parts) {
    const read = await readPart(fileSystem, path, staged)
    if (read.kind === 'part') return { fromOffset, hasLost: read.books.fromOffset < startOffset }
  }
  return { fromOffset, hasLost: true }
}
