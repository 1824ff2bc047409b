import { packBits } from './pack-bits.ts'
import type { Scratch } from './scratch.ts'
import { writeVarint, writeZigzag } from './varint.ts'

const BLOCK = 128
const MINIBLOCKS = 4
const MINIBLOCK = BLOCK / MINIBLOCKS

/** No more than this between the least and the greatest value, so that what is packed has at most 32 bits. */
export const WIDEST_SPAN = 2 ** 31 - 1

/** Of the block that is being encoded: how much each value is above the one before, then above the least such step. */
const steps = new Uint32Array(BLOCK)

/**
 * Whole numbers as Parquet's DELTA_BINARY_PACKED: of each block of 128 the least step from value to value, and what the others are above
 * it, in as few bits as 32 of them need. Times that are close together take one or two bytes, a constant next to nothing; no dictionary,
 * nothing to compress. In the scratch. At least one value; they span at most `WIDEST_SPAN`.
 */
export const encodeDeltas = (values: Float64Array, scratch: Scratch): Buffer => {
  const blocks = Math.ceil((values.length - 1) / BLOCK)
  const out = scratch.bytes(32 + blocks * (10 + MINIBLOCKS + BLOCK * 4)) // the most it can be
  let at = writeVarint(BLOCK, out, 0)
  at = writeVarint(MINIBLOCKS, out, at)
  at = writeVarint(values.length, out, at)
  at = writeZigzag(values[0]!, out, at)
  for (let from = 1; from < values.length; from += BLOCK) at = writeBlock(values, from, out, at)
  return out.subarray(0, at)
}

const writeBlock = (values: Float64Array, from: number, out: Buffer, start: number): number => {
  const count = Math.min(BLOCK, values.length - from)
  let least = Number.POSITIVE_INFINITY
  let before = values[from - 1]!
  for (let i = 0; i < count; i++) {
    const value = values[from + i]!
    const step = value - before
    before = value
    steps[i] = step // modulo 2^32, and back again below
    if (step < least) least = step
  }
  steps.fill(least, count) // nothing above the least
  const widths = writeZigzag(least, out, start)
  let at = widths + MINIBLOCKS
  for (let i = 0; i < MINIBLOCKS; i++) {
    const begin = i * MINIBLOCK
    const width = lower(begin, least)
    out[widths + i] = width
    if (width > 0) at = packBits(steps, begin, begin + MINIBLOCK, width, out, at)
  }
  return at
}

/** Takes the least step off those of a miniblock, and answers how many bits the greatest of them has then. */
const lower = (begin: number, least: number): number => {
  let all = 0
  for (let i = begin; i < begin + MINIBLOCK; i++) {
    steps[i]! -= least
    all |= steps[i]!
  }
  return 32 - Math.clz32(all)
}
