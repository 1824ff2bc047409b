import { lastValueFrom, of, tap } from 'rxjs'
import { addPending, correctionRows, nothingPending, type Pending } from '../../src/checkpoint/pending.ts'
import { barrier } from '../../src/log/barrier.ts'
import { partitionPipeline } from '../../src/pipeline.ts'
import {
  type DataSet,
  LATE_WINDOW_CORRECTIONS,
  ROLLING_WINDOW_RESULTS,
  type RowContext,
  SESSION_STATS,
  UNMATCHED_SESSIONS,
} from '../../src/sink/data-set.ts'
import { batchOf, delivery } from '../support/events.ts'
import type { ParquetRow } from '../support/read-parquet.ts'
import { type Outcome, outcomeOf, type Rows } from './outcome.ts'
import { type LogValue, MARKER } from './sim-log.ts'
import type { Workload } from './workload.ts'

/**
 * What has to come of a workload: each partition in one go, with no file, no log, no commit and nothing that could fail (T12). Offsets
 * of markers are kept by giving every record a batch of its own.
 */
export const expectedOutcome = async (workload: Workload): Promise<Outcome> => {
  const rows: Record<keyof Rows, ParquetRow[]> = {
    rolling_window_results: [],
    late_window_corrections: [],
    session_stats: [],
    unmatched_sessions: [],
  }
  const deadLetters = []
  for (const [partition, values] of workload.values.entries()) {
    const startOffset = workload.startOffsets[partition]!
    const pending = await pendingOf(workload, partition, values, startOffset)
    const context = {
      partition,
      windowSizeMs: workload.pipeline.window.sizeMs,
      completeFromMs: startOffset > 0 ? (pending.clock?.firstEventMs ?? null) : null,
    }
    rows.rolling_window_results.push(...rowsOf(ROLLING_WINDOW_RESULTS, pending.windowCounts, context))
    rows.late_window_corrections.push(...rowsOf(LATE_WINDOW_CORRECTIONS, correctionRows(pending), context))
    rows.session_stats.push(...rowsOf(SESSION_STATS, pending.completed, context))
    rows.unmatched_sessions.push(...rowsOf(UNMATCHED_SESSIONS, pending.unmatched, context))
    deadLetters.push(...pending.deadLetters.map(({ record }) => record))
  }
  return outcomeOf(rows, deadLetters, workload)
}

const pendingOf = async (
  { pipeline }: Workload,
  partition: number,
  values: readonly LogValue[],
  startOffset: number,
): Promise<Pending> => {
  const pending = nothingPending()
  const deliveries = values.flatMap((value, i) =>
    value === MARKER ? [] : [delivery(batchOf([value], { baseOffset: startOffset + i }))],
  )
  await lastValueFrom(
    of(...deliveries, barrier('end')).pipe(
      partitionPipeline({ ...pipeline, partition }),
      tap((output) => addPending(pending, output, pipeline.window)),
    ),
    { defaultValue: null },
  )
  return pending
}

/** Rows as a Parquet reader gives them. */
const rowsOf = <Row>({ columns }: DataSet<Row>, rows: readonly Row[], context: RowContext): ParquetRow[] =>
  rows.map((row) =>
    Object.fromEntries(
      columns.map(({ name, type, value }) => {
        const plain = value(row, context)
        return [name, type === 'TIMESTAMP_MILLIS' ? new Date(plain as number) : plain]
      }),
    ),
  )
