import type { ParquetRow } from '../sink/decode-parquet.ts'
import type { ListedPart } from '../sink/list-parts.ts'
import type { Tell } from './difference.ts'
import type { SessionLedger, Side } from './session-ledger.ts'
import { checkDate } from './window-row.ts'

/** A completed session as its row has it, times in unix milliseconds. */
export interface CompletedRow {
  readonly tenant: string
  readonly sessionId: string
  readonly startMs: number
  readonly endMs: number
  readonly durationS: number
  readonly averageS: number
  readonly count: number
  readonly path: string
}

/** Puts both sides into the ledger, and tells what the row has wrong by itself (S1). */
export const readCompleted = (row: ParquetRow, part: ListedPart, ledger: SessionLedger, tell: Tell): CompletedRow => {
  const completed: CompletedRow = {
    tenant: String(row.tenant),
    sessionId: String(row.session_id),
    startMs: Number(row.session_start),
    endMs: Number(row.session_end),
    durationS: Number(row.last_session_duration),
    averageS: Number(row.avg_session_duration),
    count: Number(row.session_count),
    path: part.path,
  }
  const { tenant, sessionId, startMs, endMs, durationS } = completed
  ledger.addStored('start', tenant, sessionId, startMs, part.path)
  ledger.addStored('end', tenant, sessionId, endMs, part.path)

  const wrong = wrongIn(part, tenant, sessionId, endMs, tell)
  if (!(endMs >= startMs)) wrong('session_end', 'a time behind the start', String(endMs))
  // Whole milliseconds divided once: the same double wherever it is computed.
  if (durationS !== (endMs - startMs) / 1000)
    wrong('last_session_duration', String((endMs - startMs) / 1000), String(durationS))
  if (row.partition !== part.partition) wrong('partition', String(part.partition), String(row.partition))
  checkDate(endMs, part.date, wrong)
  return completed
}

const SIDES: Readonly<Record<string, Side>> = {
  duplicate_start: 'start',
  timed_out: 'start',
  evicted: 'start',
  orphan_end: 'end',
  duplicate_end: 'end',
  ends_before_start: 'end',
}

/** Puts the side that had no partner into the ledger (S2 to S4). */
export const readUnmatched = (row: ParquetRow, part: ListedPart, ledger: SessionLedger, tell: Tell): void => {
  const [tenant, sessionId, outcome] = [String(row.tenant), String(row.session_id), String(row.outcome)]
  const eventMs = Number(row.event_ts)
  const wrong = wrongIn(part, tenant, sessionId, eventMs, tell)
  const side = Object.hasOwn(SIDES, outcome) ? SIDES[outcome] : undefined
  if (side === undefined) wrong('outcome', Object.keys(SIDES).join(', '), outcome)
  else ledger.addStored(side, tenant, sessionId, eventMs, part.path)
  if (row.partition !== part.partition) wrong('partition', String(part.partition), String(row.partition))
  checkDate(eventMs, part.date, wrong)
}

const wrongIn =
  ({ partition, path }: ListedPart, tenant: string, name: string, timeMs: number, tell: Tell) =>
  (what: string, expected: string, found: string): void =>
    tell({ partition, what, tenant, name, timeMs, expected, found, where: path })
