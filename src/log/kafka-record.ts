import { headerNameBytes } from './header-name-bytes.ts'
import type { OutgoingRecord } from './record-batch.ts'

/** Zig-zag, so that small negative numbers are short too. In floating point: a difference of times can exceed 32 bits. */
const zigZag = (value: number) => (value < 0 ? -2 * value - 1 : 2 * value)

const varintLength = (value: number) => {
  let length = 1
  for (let rest = zigZag(value); rest >= 128; rest = Math.floor(rest / 128)) length++
  return length
}

const writeVarint = (bytes: Buffer, at: number, value: number) => {
  let rest = zigZag(value)
  let end = at
  for (; rest >= 2 ** 31; rest = Math.floor(rest / 128)) bytes[end++] = (rest % 128) | 128
  for (; rest >= 128; rest >>>= 7) bytes[end++] = (rest & 127) | 128
  bytes[end++] = rest
  return end
}

const lengthWithSize = (length: number) => varintLength(length) + length

const fieldLength = (field: Buffer | null) => (field === null ? 1 : lengthWithSize(field.length))

/** Below, a loop is done before Buffer's own copy has begun. */
const SHORT_BYTES = 48

/** Null is a length of -1, an empty field one of 0. */
const writeField = (bytes: Buffer, at: number, field: Buffer | null) => {
  const end = writeVarint(bytes, at, field === null ? -1 : field.length)
  if (field === null) return end
  if (field.length > SHORT_BYTES) return end + field.copy(bytes, end)
  for (let i = 0; i < field.length; i++) bytes[end + i] = field[i]!
  return end + field.length
}

/**
 * Writes one record of a batch (message format 2) and gives the place behind it: the headers in their order, whatever their
 * names, and with null values. Time and offset are relative to the batch's first.
 */
export const writeRecord = (
  bytes: Buffer,
  at: number,
  { key, value, headers }: OutgoingRecord,
  timestampDelta: number,
  offsetDelta: number,
): number => {
  let body = 1 + varintLength(timestampDelta) + varintLength(offsetDelta) + fieldLength(key) + fieldLength(value)
  body += varintLength(headers.length)
  for (const header of headers) body += fieldLength(headerNameBytes(header.key)) + fieldLength(header.value)

  let end = writeVarint(bytes, at, body)
  bytes[end++] = 0 // attributes: none are defined
  end = writeVarint(bytes, end, timestampDelta)
  end = writeVarint(bytes, end, offsetDelta)
  end = writeField(bytes, end, key)
  end = writeField(bytes, end, value)
  end = writeVarint(bytes, end, headers.length)
  for (const header of headers) {
    end = writeField(bytes, end, headerNameBytes(header.key))
    end = writeField(bytes, end, header.value)
  }
  return end
}
