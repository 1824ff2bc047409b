import type { EventType, TenantId } from '../event/event.ts'
import type { WindowCount } from '../window/roll-windows.ts'
import { type Place, SLOTS, Slots } from './slots.ts'

/** The rows of a tenant's types in a partition. */
export type RowByType = ReadonlyMap<EventType, number>

interface Series {
  readonly partition: number
  readonly tenant: TenantId
  readonly type: EventType
  /** How many windows it has a count of. */
  windows: number
}

/** So many series are remembered, 600 bytes each. */
const MOST_SERIES = 50_000
/** So many types are told apart where tenants are not. */
const MOST_TYPES = 1_000

/**
 * The final counts of the windows that were closed lately (T3), for whoever looks: by partition, tenant and type; and by type of all
 * tenants together, which has also those that there was no room for.
 *
 *            row 0   1   2   3 ...     one for each tenant and type in a partition
 *   slot 0    |  4   0   9   1 |       a column: what a window has
 *   slot 1    |  5   2   0   1 |
 *
 * What is counted once more, after trouble, is the same count (T12) and takes its own place; where there was no room it is added
 * again. Keeps `SLOTS` numbers a row, of at most `mostSeries`; a row that no remembered window has a count in is another's.
 */
export class WindowHistory {
  readonly #mostSeries: number
  readonly #slots: Slots
  readonly #partitions = new Map<number, Map<TenantId, Map<EventType, number>>>()
  /** By row; null: it is free. */
  readonly #series: (Series | null)[] = []
  readonly #free: number[] = []
  /** Slot after slot, so that who adds up a window, or forgets it, reads what lies together. The system gives room as it is used. */
  readonly #counts: Uint32Array
  readonly #totals = new Map<EventType, Uint32Array>()

  /** `now` in ms, of a clock that only goes forwards. */
  constructor(stepMs: number, now: () => number = () => performance.now(), mostSeries = MOST_SERIES) {
    this.#mostSeries = mostSeries
    this.#slots = new Slots(stepMs, now)
    this.#counts = new Uint32Array(SLOTS * mostSeries)
  }

  record(partition: number, { tenant, type, windowStartMs, occurrences }: WindowCount): void {
    const slot = this.#slots.slotOf(windowStartMs, this.#clear)
    if (slot === null) return
    const row = this.#rowOf(partition, tenant, type)
    if (row === null) {
      this.#addToTotal(slot, type, occurrences)
      return
    }
    const at = slot * this.#mostSeries + row
    const before = this.#counts[at]!
    this.#addToTotal(slot, type, occurrences - before)
    if (before === 0) this.#series[row]!.windows++
    this.#counts[at] = occurrences
  }

  /** The windows remembered of the last minutes that have anything, the earliest first. */
  recent(): readonly Place[] {
    const totals = [...this.#totals.values()]
    return this.#slots.recent().filter(({ slot }) => totals.some((bySlot) => bySlot[slot]! > 0))
  }

  /** What a window has, by row. */
  column(slot: number): Uint32Array {
    return this.#counts.subarray(slot * this.#mostSeries, (slot + 1) * this.#mostSeries)
  }

  /** By slot; of all tenants of all partitions. */
  get totals(): ReadonlyMap<EventType, Uint32Array> {
    return this.#totals
  }

  /** Each tenant of each partition, or the one that is asked for. */
  *tenants(only: string | null): Iterable<readonly [TenantId, RowByType]> {
    for (const tenants of this.#partitions.values()) {
      const rows = only === null ? undefined : tenants.get(only as TenantId)
      if (only === null) yield* tenants
      else if (rows !== undefined) yield [only as TenantId, rows]
    }
  }

  /** The partition's windows that start at `fromMs` or later are another process', or open again: they will be closed once more. */
  forget(partition: number, fromMs = Number.NEGATIVE_INFINITY): void {
    const places = this.#slots.all().filter(({ startMs }) => startMs >= fromMs)
    for (const byType of this.#partitions.get(partition)?.values() ?? [])
      for (const [type, row] of byType)
        for (const { slot } of places) {
          this.#addToTotal(slot, type, -this.#counts[slot * this.#mostSeries + row]!)
          this.#remove(slot, row)
        }
  }

  #rowOf(partition: number, tenant: TenantId, type: EventType): number | null {
    const known = this.#partitions.get(partition)?.get(tenant)?.get(type)
    if (known !== undefined) return known
    const row = this.#free.pop() ?? this.#series.length
    if (row === this.#mostSeries) return null
    const tenants = entryOf(this.#partitions, partition, () => new Map<TenantId, Map<EventType, number>>())
    entryOf(tenants, tenant, () => new Map<EventType, number>()).set(type, row)
    this.#series[row] = { partition, tenant, type, windows: 0 }
    return row
  }

  #addToTotal(slot: number, type: EventType, more: number): void {
    let total = this.#totals.get(type)
    if (total === undefined) {
      if (more <= 0 || this.#totals.size === MOST_TYPES) return
      total = new Uint32Array(SLOTS)
      this.#totals.set(type, total)
    }
    total[slot] = Math.max(0, total[slot]! + more) // what came while there was no room for the type is not in it
  }

  /** A slot is another window's from here on. Made once: there would be one for each row. */
  readonly #clear = (slot: number): void => {
    for (let row = 0; row < this.#series.length; row++) this.#remove(slot, row)
    for (const [type, total] of this.#totals) {
      total[slot] = 0
      if (total.every((n) => n === 0)) this.#totals.delete(type)
    }
  }

  #remove(slot: number, row: number): void {
    const at = slot * this.#mostSeries + row
    const series = this.#series[row]
    if (this.#counts[at] === 0 || series == null) return
    this.#counts[at] = 0
    if (--series.windows > 0) return
    const { partition, tenant, type } = series
    const tenants = this.#partitions.get(partition)
    const byType = tenants?.get(tenant)
    byType?.delete(type)
    if (byType?.size === 0) tenants?.delete(tenant)
    if (tenants?.size === 0) this.#partitions.delete(partition)
    this.#series[row] = null
    this.#free.push(row)
  }
}

const entryOf = <K, V>(map: Map<K, V>, key: K, make: () => V): V => {
  const known = map.get(key)
  if (known !== undefined) return known
  const made = make()
  map.set(key, made)
  return made
}
