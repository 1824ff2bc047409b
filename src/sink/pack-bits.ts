/**
 * Numbers of `width` bits each (0 to 32) one behind the other, the lowest bit first, as Parquet packs them. The last byte is filled up
 * with zeros. Writes `from` to before `to` into `out` at `at`, and answers where it ended.
 */
export const packBits = (
  values: Uint32Array,
  from: number,
  to: number,
  width: number,
  out: Uint8Array,
  at: number,
): number => {
  let word = 0 // the bits that are not written yet
  let bits = 0 // how many they are: below 32
  for (let i = from; i < to; i++) {
    const value = values[i]!
    word |= value << bits
    bits += width
    if (bits < 32) continue
    out[at++] = word
    out[at++] = word >>> 8
    out[at++] = word >>> 16
    out[at++] = word >>> 24
    bits -= 32
    word = bits === 0 ? 0 : value >>> (width - bits)
  }
  for (; bits > 0; bits -= 8, word >>>= 8) out[at++] = word
  return at
}
