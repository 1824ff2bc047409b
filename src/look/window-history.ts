import type { EventType, TenantId } from '../event/event.ts'
import type { WindowCount } from '../window/roll-windows.ts'
import { SLOTS, Slots } from './slots.ts'

/** One tenant's occurrences of one type in a partition, by slot. */
interface Series {
  readonly counts: Uint32Array
  /** The start of the newest window that it has a count of. */
  newestMs: number
}

export type SeriesByType = ReadonlyMap<EventType, Pick<Series, 'counts'>>

/** So many series are remembered, 600 bytes each. */
const MOST_SERIES = 50_000
/** So many types are told apart where tenants are not. */
const MOST_TYPES = 1_000

/**
 * The final counts of the windows that were closed lately (T3), for whoever looks: by partition, tenant and type; and by type of all
 * tenants together, which has also those that there was no room for.
 *
 * What is counted once more, after trouble, is the same count (T12) and takes its own place; where there was no room it is added
 * again. Keeps `SLOTS` numbers a series, of at most `MOST_SERIES`; a series that no window was added to for so long goes.
 */
export class WindowHistory {
  readonly #stepMs: number
  readonly #slots: Slots
  readonly #partitions = new Map<number, Map<TenantId, Map<EventType, Series>>>()
  readonly #totals = new Map<EventType, Uint32Array>()
  #series = 0

  /** `now` in ms, of a clock that only goes forwards. */
  constructor(stepMs: number, now: () => number = () => performance.now()) {
    this.#stepMs = stepMs
    this.#slots = new Slots(stepMs, now)
  }

  record(partition: number, { tenant, type, windowStartMs, occurrences }: WindowCount): void {
    const slot = this.#slots.slotOf(windowStartMs, (slot) => this.#clear(slot, windowStartMs))
    if (slot === null) return
    const series = this.#seriesOf(partition, tenant, type)
    const before = series?.counts[slot] ?? 0
    const total = this.#totalOf(type)
    if (total !== null) total[slot]! += occurrences - before
    if (series === null) return
    series.counts[slot] = occurrences
    if (windowStartMs > series.newestMs) series.newestMs = windowStartMs
  }

  /** The windows remembered, the earliest first. */
  recent(): ReturnType<Slots['recent']> {
    return this.#slots.recent()
  }

  /** By slot; of all tenants of all partitions. */
  get totals(): ReadonlyMap<EventType, Uint32Array> {
    return this.#totals
  }

  /** Each tenant of each partition. */
  *tenants(): Iterable<readonly [TenantId, SeriesByType]> {
    for (const tenants of this.#partitions.values()) yield* tenants
  }

  *ofTenant(tenant: TenantId): Iterable<SeriesByType> {
    for (const tenants of this.#partitions.values()) {
      const byType = tenants.get(tenant)
      if (byType !== undefined) yield byType
    }
  }

  /** The partition is another process' now, which remembers its windows. */
  forget(partition: number): void {
    for (const byType of this.#partitions.get(partition)?.values() ?? [])
      for (const [type, { counts }] of byType) {
        this.#series--
        const total = this.#totalOf(type)
        if (total !== null) for (let slot = 0; slot < SLOTS; slot++) total[slot]! -= counts[slot]!
      }
    this.#partitions.delete(partition)
  }

  #seriesOf(partition: number, tenant: TenantId, type: EventType): Series | null {
    const tenants = entryOf(this.#partitions, partition, () => new Map<TenantId, Map<EventType, Series>>())
    const known = tenants.get(tenant)?.get(type)
    if (known !== undefined) return known
    if (this.#series === MOST_SERIES) return null
    this.#series++
    const series = { counts: new Uint32Array(SLOTS), newestMs: Number.NEGATIVE_INFINITY }
    entryOf(tenants, tenant, () => new Map<EventType, Series>()).set(type, series)
    return series
  }

  #totalOf(type: EventType): Uint32Array | null {
    const known = this.#totals.get(type)
    if (known !== undefined) return known
    if (this.#totals.size === MOST_TYPES) return null
    const total = new Uint32Array(SLOTS)
    this.#totals.set(type, total)
    return total
  }

  /** A slot is a new window's, which starts at `startMs`; what has nothing within the ring any more goes. */
  #clear(slot: number, startMs: number): void {
    const oldestMs = startMs - SLOTS * this.#stepMs
    for (const total of this.#totals.values()) total[slot] = 0
    for (const tenants of this.#partitions.values())
      for (const [tenant, byType] of tenants) {
        for (const [type, series] of byType) {
          series.counts[slot] = 0
          if (series.newestMs > oldestMs) continue
          byType.delete(type)
          this.#series--
        }
        if (byType.size === 0) tenants.delete(tenant)
      }
    for (const [type, total] of this.#totals) if (total.every((n) => n === 0)) this.#totals.delete(type)
  }
}

const entryOf = <K, V>(map: Map<K, V>, key: K, make: () => V): V => {
  const known = map.get(key)
  if (known !== undefined) return known
  const made = make()
  map.set(key, made)
  return made
}
