import { DATA_SET_NAMES, type DataSetName } from '../../src/sink/data-set.ts'
import { sorted, summedUp } from '../support/published.ts'
import type { ParquetRow } from '../support/read-parquet.ts'
import { booksProblems, type Totals } from './check-books.ts'
import { CommitsSeen } from './commits-seen.ts'
import { multisetDifferences } from './multiset.ts'
import { publishedPaths, readPart } from './published-part.ts'

/** What a pipeline that is through left in its storage: rows as texts that do not depend on how the commits fell (T12). */
export interface Outcome {
  readonly rows: Readonly<Record<DataSetName, readonly string[]>>
  readonly totals: Totals
  /** What is wrong with it by itself. */
  readonly problems: readonly string[]
}

/** Reads everything that was published, and its books (T8). */
export const readOutcome = async (storage: string): Promise<Outcome> => {
  const rows = Object.fromEntries(DATA_SET_NAMES.map((name): [DataSetName, ParquetRow[]] => [name, []])) as Record<
    DataSetName,
    ParquetRow[]
  >
  const commits = new CommitsSeen()
  const problems: string[] = []
  for (const path of await publishedPaths(storage)) {
    const part = await readPart(storage, path).catch((error: Error) => error.message)
    if (typeof part === 'string') {
      problems.push(`${path} cannot be read: ${part}`)
      continue
    }
    problems.push(...commits.add(part))
    for (const row of part.rows) rows[part.dataSet].push(row)
  }
  const totals: Totals = { events: 0, pairs: 0 }
  problems.push(...booksProblems(commits, totals))
  return {
    rows: {
      rolling_window_results: sorted(rows.rolling_window_results),
      late_window_corrections: summedUp(rows.late_window_corrections),
      session_stats: sorted(rows.session_stats),
      unmatched_sessions: sorted(rows.unmatched_sessions),
    },
    totals,
    problems,
  }
}

/** What one outcome has that the other lacks, row by row. */
export const rowDifferences = (outcome: Outcome, uninterrupted: Outcome): string[] =>
  DATA_SET_NAMES.flatMap((name) => multisetDifferences(name, outcome.rows[name], uninterrupted.rows[name]))

export const rowCount = ({ rows }: Outcome): number => DATA_SET_NAMES.reduce((sum, name) => sum + rows[name].length, 0)
