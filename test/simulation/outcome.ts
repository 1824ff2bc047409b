import { originOf } from '../../src/dead-letter/headers.ts'
import type { OutgoingRecord } from '../../src/log/record-batch.ts'
import { DATA_SET_NAMES, type DataSetName } from '../../src/sink/data-set.ts'
import { sorted, summedUp } from '../support/published.ts'
import { type ParquetRow, readParquet } from '../support/read-parquet.ts'

export type Rows = Readonly<Record<DataSetName, readonly ParquetRow[]>>

/**
 * What a run leaves for its users, as texts that do not depend on how it was cut into commits and parts (T12). Idle time moves what is late
 * and which sessions are over, but no count and no dead letter: the true counts are compared then (T6, T9).
 */
export type Outcome = Readonly<Record<DataSetName | 'dead_letters', readonly string[]>>

export const outcomeOf = (
  { rolling_window_results: results, late_window_corrections: corrections, session_stats, unmatched_sessions }: Rows,
  deadLetters: readonly OutgoingRecord[],
  { idle }: { readonly idle: boolean },
): Outcome => ({
  rolling_window_results: idle ? summedUp([...results, ...corrections]) : sorted(results),
  late_window_corrections: idle ? [] : summedUp(corrections),
  session_stats: idle ? [] : sorted(session_stats),
  unmatched_sessions: idle ? [] : sorted(unmatched_sessions),
  dead_letters: deadLetters.map(letterText).sort(),
})

/** The rows of published parts, which are given by their path in the storage folder. */
export const rowsOfParts = async (parts: ReadonlyMap<string, Buffer>): Promise<Rows> => {
  const rows: Record<DataSetName, ParquetRow[]> = {
    rolling_window_results: [],
    late_window_corrections: [],
    session_stats: [],
    unmatched_sessions: [],
  }
  for (const [path, bytes] of parts) {
    const name = DATA_SET_NAMES.find((dataSet) => path.startsWith(`${dataSet}.parquet/`))!
    rows[name].push(...(await readParquet(bytes)))
  }
  return rows
}

/** The first difference in a few words; null where there is none. */
export const difference = (found: Outcome, expected: Outcome): { expected: string; found: string } | null => {
  for (const name of Object.keys(expected) as (keyof Outcome)[]) {
    const [missing, extra] = [without(expected[name], found[name]), without(found[name], expected[name])]
    if (missing.length + extra.length === 0) continue
    return {
      expected: `${expected[name].length} ${name}, among them ${missing[0] ?? 'no others'}`,
      found: `${found[name].length} ${name}: ${missing.length} missing, ${extra.length} too many: ${extra[0] ?? 'none'}`,
    }
  }
  return null
}

/** The texts of a list that another one lacks, each as often as it lacks it. */
const without = (texts: readonly string[], others: readonly string[]): string[] => {
  const left = new Map<string, number>()
  for (const text of others) left.set(text, (left.get(text) ?? 0) + 1)
  return texts.filter((text) => {
    const n = left.get(text) ?? 0
    left.set(text, n - 1)
    return n <= 0
  })
}

const letterText = ({ headers, value }: OutgoingRecord): string => {
  const { partition, offset, reason } = originOf(headers) ?? {}
  return `p${partition} ${offset} ${reason} ${value?.toString('base64')}`
}
