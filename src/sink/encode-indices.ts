import { packBits } from './pack-bits.ts'
import type { Scratch } from './scratch.ts'
import { writeVarint } from './varint.ts'

/** As many values are packed together; as many equal ones are worth a run. */
const GROUP = 8

/**
 * Where values lie in a dictionary of `size`, as Parquet's RLE_DICTIONARY: runs of one value as a count, all between them packed in as
 * few bits as the dictionary needs, eight at a time. In the scratch.
 */
export const encodeIndices = (indices: Uint32Array, size: number, scratch: Scratch): Buffer => {
  const width = Math.max(1, 32 - Math.clz32(size - 1))
  const out = scratch.bytes(16 + Math.ceil(indices.length / GROUP) * (width + 9)) // more than it can be
  let at = 0
  out[at++] = width
  let packedTo = 0
  const packTo = (end: number): void => {
    if (end === packedTo) return
    const groups = Math.ceil((end - packedTo) / GROUP)
    at = writeVarint(groups * 2 + 1, out, at)
    const whole = at + groups * width
    out.fill(0, at, whole) // the last group may have less than eight
    packBits(indices, packedTo, end, width, out, at)
    at = whole
  }
  for (let i = 0; i < indices.length; ) {
    const end = endOfRun(indices, i)
    if (end - i < GROUP) {
      i += GROUP // only whole groups are packed, so the next run is looked for behind this one
      continue
    }
    packTo(i)
    at = writeVarint((end - i) * 2, out, at)
    for (let bits = 0; bits < width; bits += 8) out[at++] = indices[i]! >>> bits
    packedTo = i = end
  }
  packTo(indices.length)
  return out.subarray(0, at)
}

const endOfRun = (values: Uint32Array, from: number): number => {
  const value = values[from]
  let end = from + 1
  while (end < values.length && values[end] === value) end++
  return end
}
