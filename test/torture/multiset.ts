/** What two collections of texts do not share, each as often as it is missing or too many. */
export const multisetDifferences = (what: string, got: Iterable<string>, wanted: Iterable<string>): string[] => {
  const balance = new Map<string, number>()
  for (const text of got) balance.set(text, (balance.get(text) ?? 0) + 1)
  for (const text of wanted) balance.set(text, (balance.get(text) ?? 0) - 1)
  return [...balance].flatMap(([text, count]) =>
    count === 0 ? [] : [`${what}: ${Math.abs(count)} ${count > 0 ? 'too many' : 'missing'}: ${text}`],
  )
}
