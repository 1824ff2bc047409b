export const HEAT_LEVELS = 8

/** The next of 1, 2, 5, 10, 20, 50 ...: a scale that does not change with every tick. */
export const roundMost = (most: number): number => {
  if (most <= 1) return 1
  const power = 10 ** Math.floor(Math.log10(most))
  return [1, 2, 5, 10].map((factor) => factor * power).find((round) => round >= most)!
}

/** 0 for nothing, 1 to 8 for 1 to `most`, by the logarithm: tenants differ by powers of ten. */
export const heatLevel = (n: number, most: number): number => {
  if (n <= 0) return 0
  if (most <= 1) return HEAT_LEVELS
  return Math.min(HEAT_LEVELS, 1 + Math.floor(((HEAT_LEVELS - 1) * Math.log(n)) / Math.log(most) + 1e-9))
}
