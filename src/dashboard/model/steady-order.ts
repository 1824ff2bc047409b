/**
 * An order in which nothing jumps: who is listed already keeps his place, a newcomer takes that of one who has gone. `wanted` says who is
 * listed.
 */
export const steadyOrder = (shown: readonly string[], wanted: readonly string[]): readonly string[] => {
  const [was, is] = [new Set(shown), new Set(wanted)]
  const newcomers = wanted.filter((name) => !was.has(name)).values()
  const kept = shown.flatMap((name) => (is.has(name) ? [name] : (newcomers.next().value ?? [])))
  return [...kept, ...newcomers]
}
