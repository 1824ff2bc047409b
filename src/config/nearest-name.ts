/** Longer than any name of a setting, with some slips of the finger: what is longer is none of them. */
const LONGEST = 64
const MOST_STEPS = 3

const bare = (name: string): string => name.replace(/^--/, '')

/**
 * The known name that somebody most likely meant by another one; null where none is near. One that goes on where that ends is meant first
 * (`http-token-file` by `http-token`).
 */
export const nearestName = (name: string, known: readonly string[]): string | null => {
  if (bare(name) === '' || name.length > LONGEST) return null
  const longer = known.find((one) => one.startsWith(`${name}-`))
  const [nearest] = known
    .map((one) => ({ one, steps: stepsBetween(name, one) }))
    .filter(({ one, steps }) => steps <= Math.min(MOST_STEPS, bare(one).length / 2, bare(name).length / 2))
    .sort((a, b) => a.steps - b.steps)
  return longer ?? nearest?.one ?? null
}

/** How many letters have to be put in, taken out or changed to make one of the other (Levenshtein). */
const stepsBetween = (from: string, to: string): number => {
  let row = Array.from({ length: to.length + 1 }, (_, i) => i)
  for (const [i, letter] of [...from].entries()) {
    const next = [i + 1]
    for (let k = 1; k <= to.length; k++) {
      const changed = row[k - 1]! + (letter === to[k - 1] ? 0 : 1)
      next.push(Math.min(changed, row[k]! + 1, next[k - 1]! + 1))
    }
    row = next
  }
  return row[to.length]!
}
