import type { ColumnType, ColumnValue } from './data-set.ts'

/** Values one behind the other, as Parquet's PLAIN. What they are is said by the column's type. */
export const encodePlain = (type: ColumnType, values: ArrayLike<ColumnValue>): Buffer => {
  switch (type) {
    case 'UTF8':
      return encodeTexts(values as ArrayLike<string>)
    case 'DOUBLE':
      return encodeNumbers(values as ArrayLike<number>, 8, (view, at, value) => view.setFloat64(at, value, true))
    case 'INT32':
      return encodeNumbers(values as ArrayLike<number>, 4, (view, at, value) => view.setInt32(at, value, true))
    case 'INT64':
    case 'TIMESTAMP_MILLIS':
      return encodeNumbers(values as ArrayLike<number>, 8, writeInt64)
    case 'BOOLEAN':
      return encodeBooleans(values as ArrayLike<boolean>)
  }
}

/** Each with its length in bytes before it. */
const encodeTexts = (values: ArrayLike<string>): Buffer => {
  let most = 0
  for (let i = 0; i < values.length; i++) most += 4 + 3 * values[i]!.length
  const out = Buffer.allocUnsafe(most)
  let at = 0
  for (let i = 0; i < values.length; i++) {
    const length = out.write(values[i]!, at + 4)
    out.writeUInt32LE(length, at)
    at += 4 + length
  }
  return out.subarray(0, at)
}

const encodeNumbers = (
  values: ArrayLike<number>,
  size: number,
  write: (view: DataView, at: number, value: number) => void,
): Buffer => {
  const view = new DataView(new ArrayBuffer(size * values.length))
  for (let i = 0; i < values.length; i++) write(view, size * i, values[i]!)
  return Buffer.from(view.buffer)
}

/** Without a bigint for each: the lower half is the number modulo 2^32. */
const writeInt64 = (view: DataView, at: number, value: number): void => {
  view.setUint32(at, value, true)
  view.setInt32(at + 4, Math.floor(value / 2 ** 32), true)
}

/** A bit each, the lowest first. */
const encodeBooleans = (values: ArrayLike<boolean>): Buffer => {
  const out = Buffer.alloc(Math.ceil(values.length / 8))
  for (let i = 0; i < values.length; i++) if (values[i]) out[i >> 3]! |= 1 << (i & 7)
  return out
}
