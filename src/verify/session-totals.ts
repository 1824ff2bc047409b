import type { SavedPartition } from '../checkpoint/saved-partition.ts'
import type { Tell } from './difference.ts'
import type { CompletedRow } from './session-row.ts'

interface Total {
  count: number
  /** Whole milliseconds. */
  totalMs: number
}

/** Two divisions of a whole number are off by less; a session more or a millisecond in a million sessions are off by more. */
const TOLERANCE = 1e-12

/**
 * Follows each tenant's completed sessions commit by commit: the counts are 1, 2, 3 ..., and each mean is that of the sessions so far.
 *
 * Behind a count that does not follow it goes on from what the row says, so that one missing row is one difference.
 * Keeps one entry a tenant, as the pipeline does.
 */
export class SessionTotals {
  readonly #totals = new Map<string, Total>()
  readonly #partition: number

  constructor(partition: number) {
    this.#partition = partition
  }

  /** The rows of one commit, in any order: a commit has a part for each date. */
  addCommit(rows: readonly CompletedRow[], tell: Tell): void {
    for (const row of [...rows].sort((one, other) => one.count - other.count)) {
      const { tenant, sessionId, count, startMs, endMs, averageS, path } = row
      const wrong = (what: string, expected: string, found: string) =>
        tell({
          partition: this.#partition,
          what,
          tenant,
          name: sessionId,
          timeMs: endMs,
          expected,
          found,
          where: path,
        })
      const before = this.#totals.get(tenant) ?? { count: 0, totalMs: 0 }
      if (count !== before.count + 1) {
        wrong('session_count', String(before.count + 1), String(count))
        this.#totals.set(tenant, { count, totalMs: Math.round(averageS * 1000 * count) })
        continue
      }
      const totalMs = before.totalMs + endMs - startMs
      const expectedS = totalMs / count / 1000
      if (!(Math.abs(averageS - expectedS) <= TOLERANCE * expectedS))
        wrong('avg_session_duration', String(expectedS), String(averageS))
      this.#totals.set(tenant, { count, totalMs })
    }
  }

  /** The checkpoint goes on from the same totals. */
  close({ totals }: SavedPartition['sessions'], path: string, tell: Tell): void {
    const saved = new Map<string, Total>(totals.map(([tenant, count, totalMs]) => [tenant, { count, totalMs }]))
    for (const tenant of new Set([...this.#totals.keys(), ...saved.keys()])) {
      const [expected, found] = [textOf(this.#totals.get(tenant)), textOf(saved.get(tenant))]
      if (expected !== found)
        tell({ partition: this.#partition, what: 'session totals', tenant, expected, found, where: path })
    }
  }
}

const textOf = (total: Total = { count: 0, totalMs: 0 }): string => `${total.count} sessions, ${total.totalMs} ms`
