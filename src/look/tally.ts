import type { ByType } from './sight.ts'

/** Occurrences by window start and type, as they are added up. */
export type Tally = Map<number, Map<string | null, number>>

/** Nothing where there are none. */
export const addTo = (tally: Tally, startMs: number, type: string, occurrences: number): void => {
  if (occurrences === 0) return
  const byType = tally.get(startMs)
  if (byType === undefined) tally.set(startMs, new Map([[type, occurrences]]))
  else byType.set(type, (byType.get(type) ?? 0) + occurrences)
}

/** The types with the most occurrences first, all windows together. */
export const typesByFrequency = (tallies: Iterable<ReadonlyMap<number, ByType>>): readonly string[] => {
  const totals = new Map<string, number>()
  for (const tally of tallies)
    for (const byType of tally.values())
      for (const [type, n] of byType) if (type !== null) totals.set(type, (totals.get(type) ?? 0) + n)
  const sorted = [...totals].sort(([a, inA], [b, inB]) => inB - inA || (a < b ? -1 : 1))
  return sorted.map(([type]) => type)
}

/** The same with all but these types as one. */
export const foldTypes = (tally: ReadonlyMap<number, ByType>, kept: ReadonlySet<string>): ReadonlyMap<number, ByType> =>
  new Map([...tally].map(([startMs, byType]) => [startMs, foldOne(byType, kept)]))

const foldOne = (byType: ByType, kept: ReadonlySet<string>): ByType => {
  const folded = new Map<string | null, number>()
  for (const [type, n] of byType) {
    const key = type !== null && kept.has(type) ? type : null
    folded.set(key, (folded.get(key) ?? 0) + n)
  }
  return folded
}
