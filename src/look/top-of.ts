type Entry = readonly [name: string, n: number]

/** The names with the greatest numbers, the greatest first; names decide between equal ones. Sorts some at a time, not all: there may be many. */
export const topOf = (numbers: ReadonlyMap<string, number>, most: number): readonly string[] => {
  const top: Entry[] = []
  let least: Entry | undefined
  for (const entry of numbers) {
    if (least !== undefined && greatestFirst(entry, least) > 0) continue
    top.push(entry)
    if (top.length < 2 * most) continue
    top.sort(greatestFirst).length = most
    least = top.at(-1)
  }
  return top
    .sort(greatestFirst)
    .slice(0, most)
    .map(([name]) => name)
}

const greatestFirst = ([a, inA]: Entry, [b, inB]: Entry): number => inB - inA || (a < b ? -1 : 1)
