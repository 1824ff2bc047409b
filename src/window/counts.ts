import type { EventType, TenantId } from '../event/event.ts'

export interface Count {
  occurrences: number
  /** The greatest event time counted, unix milliseconds. */
  lastEventMs: number
}

/** Counts by tenant, then type: two Maps deep, so that no two names can run into one key. */
export type Counts = Map<TenantId, Map<EventType, Count>>

/** Adds to one count, in place. True when the count is new. */
export const addCount = (
  counts: Counts,
  tenant: TenantId,
  type: EventType,
  occurrences: number,
  lastEventMs: number,
): boolean => {
  let byType = counts.get(tenant)
  if (byType === undefined) {
    byType = new Map()
    counts.set(tenant, byType)
  }
  return addToType(byType, type, occurrences, lastEventMs)
}

const addToType = (
  byType: Map<EventType, Count>,
  type: EventType,
  occurrences: number,
  lastEventMs: number,
): boolean => {
  const count = byType.get(type)
  if (count === undefined) {
    byType.set(type, { occurrences, lastEventMs })
    return true
  }
  count.occurrences += occurrences
  if (lastEventMs > count.lastEventMs) count.lastEventMs = lastEventMs
  return false
}

/** The sum of several counts, in a new one; none of them is changed. */
export const mergeCounts = (all: Iterable<Counts>): Counts => {
  const sum: Counts = new Map()
  for (const counts of all) addCounts(sum, counts)
  return sum
}

/** Adds counts to others, in place. */
export const addCounts = (sum: Counts, counts: Counts): void => {
  for (const [tenant, byType] of counts) {
    const sumByType = sum.get(tenant)
    if (sumByType === undefined) sum.set(tenant, copyOf(byType))
    else for (const [type, { occurrences, lastEventMs }] of byType) addToType(sumByType, type, occurrences, lastEventMs)
  }
}

const copyOf = (byType: ReadonlyMap<EventType, Count>): Map<EventType, Count> => {
  const copy = new Map<EventType, Count>()
  for (const [type, { occurrences, lastEventMs }] of byType) copy.set(type, { occurrences, lastEventMs })
  return copy
}

/** All occurrences together. */
export const totalOccurrences = (counts: Counts): number => {
  let total = 0
  for (const byType of counts.values()) for (const { occurrences } of byType.values()) total += occurrences
  return total
}

/** Counts as JSON can hold them. */
export type SavedCounts = readonly (readonly [TenantId, readonly (readonly [EventType, number, number])[]])[]

/** The same in pieces of at most so many counts, made one at a time. A tenant with many types may be in several. */
export function* saveCounts(counts: Counts, most: number): Generator<SavedCounts> {
  let piece: [TenantId, [EventType, number, number][]][] = []
  let size = 0
  for (const [tenant, byType] of counts) {
    let ofTenant: [EventType, number, number][] = []
    piece.push([tenant, ofTenant])
    for (const [type, { occurrences, lastEventMs }] of byType) {
      if (size === most) {
        yield piece
        ofTenant = []
        piece = [[tenant, ofTenant]]
        size = 0
      }
      ofTenant.push([type, occurrences, lastEventMs])
      size++
    }
  }
  if (size > 0) yield piece
}

/** Adds what was saved, in place: the pieces of one pane add up to what they were cut from. */
export const addSaved = (counts: Counts, saved: SavedCounts): void => {
  for (const [tenant, byType] of saved)
    for (const [type, occurrences, lastEventMs] of byType) addCount(counts, tenant, type, occurrences, lastEventMs)
}
