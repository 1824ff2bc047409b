/** The middle one of some numbers, or the mean of the two in the middle. At least one. */
export const median = (numbers: readonly number[]): number => {
  if (numbers.length === 0) throw new Error('there is no median of nothing')
  const sorted = numbers.toSorted((a, b) => a - b)
  const half = Math.floor(sorted.length / 2)
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2
}

/** The median of those that are known; null where one is not. */
export const medianIfKnown = (numbers: readonly (number | null)[]): number | null => {
  const known = numbers.filter((n) => n !== null)
  return known.length < numbers.length ? null : median(known)
}
