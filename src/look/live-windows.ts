import type { Output } from '../checkpoint/output.ts'
import type { WindowsAtBarrier } from '../window/count-panes.ts'
import type { WindowShape } from '../window/window-shape.ts'
import { addOpen, countOpen, openStarts } from './open-counts.ts'
import type { ByWindow, Sight } from './sight.ts'
import type { Place } from './slots.ts'
import { Spans } from './spans.ts'
import { addTo, foldTypes, type Tally, typesByFrequency } from './tally.ts'
import { topOf } from './top-of.ts'
import { WindowHistory } from './window-history.ts'
import { everyTenant, tenantMatcher, type WindowsQuery } from './windows-query.ts'

/** So many closed windows are shown by tenant. */
const MOST_CLOSED = 10
/** So many types a process tells apart: whoever merges what several see shows fewer. */
const MOST_TYPES = 50

/**
 * The windows of this process' partitions as they are at the moment of looking, those that are open and those that were closed lately.
 *
 * Watching costs little when nobody looks: a comparison for each count of a closed window, and some of them are remembered
 * (`WindowHistory`). Looking takes time by what is open, and is bounded. Keeps the history, and a reference to each partition's panes.
 */
export class LiveWindows {
  readonly #shape: WindowShape
  readonly #history: WindowHistory
  readonly #open = new Map<number, WindowsAtBarrier['open']>()
  readonly #taken = new Set<number>()
  /** By partition: from which start on it has closed all of its windows here. */
  readonly #fromMs = new Map<number, number>()

  /** `now` in ms, of a clock that only goes forwards. */
  constructor(shape: WindowShape, now?: () => number) {
    this.#shape = shape
    this.#history = new WindowHistory(shape.stepMs, now)
  }

  /** One output of a partition, in its turn. */
  watch(output: Output, partition: number): void {
    if (output.kind === 'window-count') this.#history.record(partition, output)
    else if (output.kind === 'windows-at-barrier') {
      this.#open.set(partition, output.open)
      if (this.#taken.delete(partition)) this.#history.forget(partition, output.open().fromMs ?? undefined)
    }
  }

  /**
   * The partition was taken with windows open from a start on (null: from the first event on), perhaps again: windows that were closed behind
   * its last commit are open again at its next barrier (R4).
   */
  taken(partition: number, openFromMs: number | null): void {
    this.#taken.add(partition)
    if (!this.#fromMs.has(partition)) this.#fromMs.set(partition, openFromMs ?? Number.NEGATIVE_INFINITY)
  }

  /** The partition is another process' now. */
  forget(partition: number): void {
    this.#taken.delete(partition)
    this.#open.delete(partition)
    this.#fromMs.delete(partition)
    this.#history.forget(partition)
  }

  look(query: WindowsQuery): Sight {
    const partitions = [...this.#open.values()].map((open) => open())
    const recent = this.#recent()
    const lastClosed = recent.slice(-MOST_CLOSED).map(({ startMs }) => startMs)
    const shown = new Set([...openStarts(partitions, this.#shape), ...lastClosed])
    const starts = [...shown].sort((a, b) => a - b)
    const closed = recent.filter(({ startMs }) => shown.has(startMs)) // what one partition has closed another may have open
    const open = countOpen(partitions, starts, this.#shape, query)
    const matching = this.#addClosed(open.tenants, query, closed)

    const tenants = new Map(topOf(matching, query.top).map((tenant) => [tenant, new Spans(starts)]))
    addOpen(tenants, open.seen)
    const history = this.#historyOf(query, recent)
    const windows = addClosedOf(open.windows.tally(), history, closed)
    const allTypes = typesByFrequency([windows, history])
    const types = new Set(allTypes.slice(0, MOST_TYPES))
    const windowsOf = (tenant: string, spans: Spans): ByWindow =>
      foldTypes(this.#addClosedOf(tenant, spans.tally(), closed), types)
    return {
      tenantsMatching: matching.size,
      isPartial: open.isPartial,
      otherTypes: allTypes.length - types.size,
      tenants: new Map([...tenants].map(([tenant, spans]) => [tenant, windowsOf(tenant, spans)])),
      windows: foldTypes(windows, types),
      history: foldTypes(history, types),
    }
  }

  /** The closed windows that every partition here has closed here: of others only some partitions' counts would be known. */
  #recent(): readonly Place[] {
    const fromMs = Math.max(...this.#fromMs.values())
    return this.#history.recent().filter(({ startMs }) => startMs >= fromMs)
  }

  /** Adds what each tenant that matches has in closed windows, in place. */
  #addClosed(tenants: Map<string, number>, query: WindowsQuery, closed: readonly Place[]): Map<string, number> {
    const matches = tenantMatcher(query)
    const columns = closed.map(({ slot }) => this.#history.column(slot))
    for (const [tenant, byType] of this.#history.tenants(query.tenant)) {
      if (!matches(tenant)) continue
      let total = tenants.get(tenant) ?? 0
      for (const row of byType.values()) for (const column of columns) total += column[row]!
      tenants.set(tenant, total)
    }
    return tenants
  }

  #addClosedOf(tenant: string, tally: Tally, closed: readonly Place[]): Tally {
    for (const [, byType] of this.#history.tenants(tenant))
      for (const [type, row] of byType)
        for (const { startMs, slot } of closed) addTo(tally, startMs, type, this.#history.column(slot)[row]!)
    return tally
  }

  #historyOf(query: WindowsQuery, recent: readonly Place[]): Tally {
    const tally: Tally = new Map()
    const matches = tenantMatcher(query)
    if (matches === everyTenant) {
      for (const [type, bySlot] of this.#history.totals)
        for (const { startMs, slot } of recent) addTo(tally, startMs, type, bySlot[slot]!)
      return tally
    }
    const rows = new Map<string, number[]>()
    for (const [tenant, byType] of this.#history.tenants(query.tenant)) {
      if (!matches(tenant)) continue
      for (const [type, row] of byType) {
        const ofType = rows.get(type)
        if (ofType === undefined) rows.set(type, [row])
        else ofType.push(row)
      }
    }
    for (const { startMs, slot } of recent) {
      const column = this.#history.column(slot)
      for (const [type, ofType] of rows) addTo(tally, startMs, type, sumOf(column, ofType))
    }
    return tally
  }
}

const sumOf = (column: Uint32Array, rows: readonly number[]): number => {
  let sum = 0
  for (const row of rows) sum += column[row]!
  return sum
}

const addClosedOf = (tally: Tally, history: Tally, closed: readonly Place[]): Tally => {
  for (const { startMs } of closed)
    for (const [type, n] of history.get(startMs) ?? []) if (type !== null) addTo(tally, startMs, type, n)
  return tally
}
