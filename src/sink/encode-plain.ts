import type { ColumnType, ColumnValue } from './data-set.ts'
import type { Scratch } from './scratch.ts'

/** Values one behind the other, as Parquet's PLAIN, in the scratch. What they are is said by the column's type. */
export const encodePlain = (type: ColumnType, values: ArrayLike<ColumnValue>, scratch: Scratch): Buffer => {
  switch (type) {
    case 'UTF8':
      return encodeTexts(values as ArrayLike<string>, scratch)
    case 'DOUBLE':
      return encodeNumbers(values as ArrayLike<number>, 8, writeDouble, scratch)
    case 'INT32':
      return encodeNumbers(values as ArrayLike<number>, 4, writeInt32, scratch)
    case 'INT64':
    case 'TIMESTAMP_MILLIS':
      return encodeNumbers(values as ArrayLike<number>, 8, writeInt64, scratch)
    case 'BOOLEAN':
      return encodeBooleans(values as ArrayLike<boolean>, scratch)
  }
}

/** Each with its length in bytes before it. */
const encodeTexts = (values: ArrayLike<string>, scratch: Scratch): Buffer => {
  let most = 0
  for (let i = 0; i < values.length; i++) most += 4 + 3 * values[i]!.length
  const out = scratch.bytes(most)
  let at = 0
  for (let i = 0; i < values.length; i++) {
    const length = out.write(values[i]!, at + 4)
    out.writeUInt32LE(length, at)
    at += 4 + length
  }
  return out.subarray(0, at)
}

type Write = (view: DataView, at: number, value: number) => void

const encodeNumbers = (values: ArrayLike<number>, size: number, write: Write, scratch: Scratch): Buffer => {
  const out = scratch.bytes(size * values.length)
  const view = new DataView(out.buffer, out.byteOffset, out.length)
  for (let i = 0; i < values.length; i++) write(view, size * i, values[i]!)
  return out
}

const writeDouble: Write = (view, at, value) => view.setFloat64(at, value, true)

const writeInt32: Write = (view, at, value) => view.setInt32(at, value, true)

/** Without a bigint for each: the lower half is the number modulo 2^32. */
const writeInt64: Write = (view, at, value) => {
  view.setUint32(at, value, true)
  view.setInt32(at + 4, Math.floor(value / 2 ** 32), true)
}

/** A bit each, the lowest first. */
const encodeBooleans = (values: ArrayLike<boolean>, scratch: Scratch): Buffer => {
  const out = scratch.bytes(Math.ceil(values.length / 8)).fill(0)
  for (let i = 0; i < values.length; i++) if (values[i]) out[i >> 3]! |= 1 << (i & 7)
  return out
}
