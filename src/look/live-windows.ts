import type { Output } from '../checkpoint/output.ts'
import type { TenantId } from '../event/event.ts'
import type { WindowsAtBarrier } from '../window/count-panes.ts'
import type { OpenWindows } from '../window/open-windows.ts'
import type { WindowShape } from '../window/window-shape.ts'
import { addOpen, countOpen, type OpenCounts } from './open-counts.ts'
import type { ByWindow, Sight } from './sight.ts'
import { addTo, foldTypes, type Tally, typesByFrequency } from './tally.ts'
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

  /** `now` in ms, of a clock that only goes forwards. */
  constructor(shape: WindowShape, now?: () => number) {
    this.#shape = shape
    this.#history = new WindowHistory(shape.stepMs, now)
  }

  /** One output of a partition, in its turn. */
  watch(output: Output, partition: number): void {
    if (output.kind === 'window-count') this.#history.record(partition, output)
    else if (output.kind === 'windows-at-barrier') this.#open.set(partition, output.open)
  }

  /** The partition is another process' now. */
  forget(partition: number): void {
    this.#open.delete(partition)
    this.#history.forget(partition)
  }

  look(query: WindowsQuery): Sight {
    const matches = tenantMatcher(query)
    const partitions = [...this.#open.values()].map((open) => open())
    const recent = this.#history.recent()
    const closed = recent.slice(-MOST_CLOSED)
    const open = countOpen(partitions, this.#shape, matches)
    const matching = this.#matching(open, matches, closed)
    const wanted = mostFirst(matching).slice(0, query.top)

    const historyAll = this.#historyOf(matches, recent)
    const windows = copyOf(open.windows)
    const shown = new Set(open.windows.keys())
    for (const { startMs } of closed)
      for (const [type, n] of historyAll.get(startMs) ?? []) addTo(windows, startMs, type!, n)
    const tenants = wanted.map((tenant) => [tenant, this.#windowsOf(tenant, partitions, shown, closed)] as const)

    const allTypes = typesByFrequency([windows, historyAll])
    const types = new Set(allTypes.slice(0, MOST_TYPES))
    return {
      tenantsMatching: matching.size,
      isPartial: open.isPartial,
      otherTypes: allTypes.length - types.size,
      tenants: new Map(tenants.map(([tenant, tally]) => [tenant, foldTypes(tally, types)])),
      windows: foldTypes(windows, types),
      history: foldTypes(historyAll, types),
    }
  }

  /** Occurrences of each tenant that matches, in what is shown. */
  #matching({ tenants }: OpenCounts, matches: (tenant: string) => boolean, closed: Recent): Map<TenantId, number> {
    const sum = new Map(tenants)
    for (const [tenant, byType] of this.#history.tenants()) {
      if (!matches(tenant)) continue
      let total = sum.get(tenant) ?? 0
      for (const { counts } of byType.values()) for (const { slot } of closed) total += counts[slot]!
      sum.set(tenant, total)
    }
    return sum
  }

  #historyOf(matches: (tenant: string) => boolean, recent: Recent): Tally {
    const tally: Tally = new Map()
    const add = (type: string, counts: Uint32Array) => {
      for (const { startMs, slot } of recent) if (counts[slot]! > 0) addTo(tally, startMs, type, counts[slot]!)
    }
    if (matches === everyTenant) for (const [type, counts] of this.#history.totals) add(type, counts)
    else
      for (const [tenant, byType] of this.#history.tenants())
        if (matches(tenant)) for (const [type, { counts }] of byType) add(type, counts)
    return tally
  }

  #windowsOf(
    tenant: TenantId,
    partitions: readonly OpenWindows[],
    shown: ReadonlySet<number>,
    closed: Recent,
  ): ByWindow {
    const tally: Tally = new Map()
    addOpen(tally, tenant, partitions, shown, this.#shape)
    for (const byType of this.#history.ofTenant(tenant))
      for (const [type, { counts }] of byType)
        for (const { startMs, slot } of closed) if (counts[slot]! > 0) addTo(tally, startMs, type, counts[slot]!)
    return tally
  }
}

type Recent = ReturnType<WindowHistory['recent']>

const mostFirst = (tenants: ReadonlyMap<TenantId, number>): readonly TenantId[] =>
  [...tenants].sort(([a, inA], [b, inB]) => inB - inA || (a < b ? -1 : 1)).map(([tenant]) => tenant)

const copyOf = (tally: Tally): Tally => new Map([...tally].map(([startMs, byType]) => [startMs, new Map(byType)]))
