import type { SavedPartition } from '../checkpoint/saved-partition.ts'
import type { Tell } from './difference.ts'
import { isoTime } from './iso-time.ts'
import type { WindowRow, WindowShape } from './window-row.ts'

/** What the log and what the storage say of one tenant's events of one type in one window, since the two last agreed. */
interface Entry {
  readonly tenant: string
  readonly type: string
  logged: number
  loggedLastMs: number
  /** The last offset that counted. */
  offset: number
  stored: number
  storedLastMs: number
  resultRows: number
  /** The last part that had a row of it. */
  path: string | null
}

/**
 * Weighs the events of the log against the rows and open panes of the storage, for each tenant, type and window (T6, T8): both have to
 * come to the same number and the same greatest event time, however the pipeline cut them into results and corrections.
 *
 * `settle` forgets what agrees, so that memory holds the open windows, what is being settled, and what is wrong.
 */
export class WindowLedger {
  /** (Event, window) pairs of the log so far. */
  pairs = 0
  readonly #shape: WindowShape
  readonly #windows = new Map<number, Map<string, Entry>>()
  readonly #touched = new Map<Entry, readonly [startMs: number, key: string]>()

  constructor(shape: WindowShape) {
    this.#shape = shape
  }

  addEvent(tenant: string, type: string, timeMs: number, offset: number): void {
    const { sizeMs, stepMs } = this.#shape
    const key = keyOf(tenant, type)
    for (let startMs = Math.floor(timeMs / stepMs) * stepMs; startMs > timeMs - sizeMs; startMs -= stepMs) {
      const entry = this.#entry(startMs, key, tenant, type)
      entry.logged++
      entry.loggedLastMs = Math.max(entry.loggedLastMs, timeMs)
      entry.offset = offset
      this.pairs++
    }
  }

  addRow({ tenant, type, startMs, occurrences, lastMs }: WindowRow, path: string, isResult: boolean): void {
    const entry = this.#store(startMs, tenant, type, occurrences, lastMs)
    entry.path = path
    if (isResult) entry.resultRows++
  }

  /** The windows that a checkpoint holds open; returns how many (event, window) pairs. */
  addOpen({ closedToMs, panes }: SavedPartition['windows']): number {
    const { sizeMs, stepMs } = this.#shape
    let pairs = 0
    for (const [paneMs, counts] of panes)
      for (let startMs = Math.floor(paneMs / stepMs) * stepMs; startMs > paneMs - sizeMs; startMs -= stepMs) {
        if (closedToMs !== null && startMs + sizeMs <= closedToMs) continue
        for (const [tenant, byType] of counts)
          for (const [type, occurrences, lastMs] of byType) {
            this.#store(startMs, tenant, type, occurrences, lastMs)
            pairs += occurrences
          }
      }
    return pairs
  }

  /** Forgets what agrees among the rows added since it was called last. */
  settle(): void {
    for (const [entry, [startMs, key]] of this.#touched) {
      if (entry.logged !== entry.stored || entry.loggedLastMs !== entry.storedLastMs || entry.resultRows > 1) continue
      const ofWindow = this.#windows.get(startMs)
      ofWindow?.delete(key)
      if (ofWindow?.size === 0) this.#windows.delete(startMs)
    }
    this.#touched.clear()
  }

  /**
   * Tells what does not agree. Windows that start up to `lostToMs` may hold events that the log has lost (null: it lost none): there the
   * storage may have more than the log. Returns how many such counts there are.
   */
  close(partition: number, lostToMs: number | null, tell: Tell): number {
    this.settle()
    let oneSided = 0
    for (const [startMs, ofWindow] of [...this.#windows].sort(([one], [other]) => one - other))
      for (const entry of ofWindow.values()) {
        const mayHaveMore = lostToMs !== null && startMs <= lostToMs
        if (
          mayHaveMore &&
          entry.resultRows <= 1 &&
          entry.stored >= entry.logged &&
          entry.storedLastMs >= entry.loggedLastMs
        )
          oneSided++
        else tellEntry(partition, startMs, entry, tell)
      }
    return oneSided
  }

  #store(startMs: number, tenant: string, type: string, occurrences: number, lastMs: number): Entry {
    const key = keyOf(tenant, type)
    const entry = this.#entry(startMs, key, tenant, type)
    entry.stored += occurrences
    entry.storedLastMs = Math.max(entry.storedLastMs, lastMs)
    this.#touched.set(entry, [startMs, key])
    return entry
  }

  #entry(startMs: number, key: string, tenant: string, type: string): Entry {
    let ofWindow = this.#windows.get(startMs)
    if (ofWindow === undefined) {
      ofWindow = new Map()
      this.#windows.set(startMs, ofWindow)
    }
    let entry = ofWindow.get(key)
    if (entry === undefined) {
      entry = {
        ...{ tenant, type, logged: 0, stored: 0, resultRows: 0, offset: -1, path: null },
        ...{ loggedLastMs: Number.NEGATIVE_INFINITY, storedLastMs: Number.NEGATIVE_INFINITY },
      }
      ofWindow.set(key, entry)
    }
    return entry
  }
}

const tellEntry = (partition: number, startMs: number, entry: Entry, tell: Tell): void => {
  const { tenant, type, logged, stored, loggedLastMs, storedLastMs, resultRows, offset, path } = entry
  const where = path ?? `log offset ${offset}`
  const difference = { partition, tenant, name: type, timeMs: startMs, where }
  if (logged !== stored) tell({ ...difference, what: 'occurrences', expected: String(logged), found: String(stored) })
  else if (loggedLastMs !== storedLastMs)
    tell({ ...difference, what: 'last_event_ts', expected: isoTime(loggedLastMs), found: isoTime(storedLastMs) })
  else tell({ ...difference, what: 'rows in results', expected: '1', found: String(resultRows) })
}

/** The length in front keeps ('a', 'bc') and ('ab', 'c') apart. */
const keyOf = (tenant: string, type: string): string => `${tenant.length}:${tenant}${type}`
