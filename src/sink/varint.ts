/** A whole number from 0 to 2^53, seven bits a byte, the lowest first. Writes it at `at`, and answers where it ended. */
export const writeVarint = (value: number, out: Uint8Array, at: number): number => {
  let rest = value
  while (rest >= 0x80) {
    out[at++] = (rest % 0x80) | 0x80
    rest = Math.floor(rest / 0x80)
  }
  out[at++] = rest
  return at
}

/** A whole number of either sign as Parquet's zigzag varint: 0, -1, 1, -2 and so on are 0, 1, 2, 3. Exact from -2^53 to 2^53. */
export const writeZigzag = (value: number, out: Uint8Array, at: number): number => {
  const isNegative = value < 0
  const size = isNegative ? -value - 1 : value
  // Its lowest bits by hand: twice the number would be more than a number holds exactly.
  const rest = Math.floor(size / 0x40)
  out[at++] = (size % 0x40) * 2 + (isNegative ? 1 : 0) + (rest > 0 ? 0x80 : 0)
  return rest > 0 ? writeVarint(rest, out, at) : at
}
