import type { Header } from './record-batch.ts'

/** What a record batch holds of one record (message format 2); time and offset are relative to the batch's first. */
export interface RecordFields {
  readonly key: Buffer | null
  readonly value: Buffer | null
  readonly headers: readonly Header[]
  readonly timestampDelta: number
  readonly offsetDelta: number
}

/** The largest frames there are around a batch, a record and a header: every length written as wide as it can get. */
const BATCH_FRAME_BYTES = 61
const RECORD_FRAME_BYTES = 36
const HEADER_FRAME_BYTES = 10

/** An upper bound of the bytes that a record takes in a log, alone in its batch. */
export const recordBytes = ({ key, value, headers }: Pick<RecordFields, 'key' | 'value' | 'headers'>): number => {
  let bytes = BATCH_FRAME_BYTES + RECORD_FRAME_BYTES + (key?.length ?? 0) + (value?.length ?? 0)
  for (const header of headers) {
    bytes += HEADER_FRAME_BYTES + Buffer.byteLength(header.key) + (header.value?.length ?? 0)
  }
  return bytes
}

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
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes[end++] = (rest % 128) | 128
  bytes[end++] = rest
  return end
}

const fieldLength = (field: Buffer | null) => (field === null ? 1 : varintLength(field.length) + field.length)

/** Null is a length of -1, an empty field one of 0. */
const writeField = (bytes: Buffer, at: number, field: Buffer | null) => {
  const end = writeVarint(bytes, at, field === null ? -1 : field.length)
  return field === null ? end : end + field.copy(bytes, end)
}

/** Encodes one record of a batch: the headers in their order, whatever their names, and with null values. */
export const encodeRecord = ({ key, value, headers, timestampDelta, offsetDelta }: RecordFields): Buffer => {
  const named = headers.map((header) => ({ name: Buffer.from(header.key), value: header.value }))
  let body = 1 + varintLength(timestampDelta) + varintLength(offsetDelta) + fieldLength(key) + fieldLength(value)
  body += varintLength(named.length)
  for (const header of named) body += fieldLength(header.name) + fieldLength(header.value)

  const bytes = Buffer.allocUnsafe(varintLength(body) + body)
  let at = writeVarint(bytes, 0, body)
  bytes[at++] = 0 // attributes: none are defined
  at = writeVarint(bytes, at, timestampDelta)
  at = writeVarint(bytes, at, offsetDelta)
  at = writeField(bytes, at, key)
  at = writeField(bytes, at, value)
  at = writeVarint(bytes, at, named.length)
  for (const header of named) at = writeField(bytes, writeField(bytes, at, header.name), header.value)
  return bytes
}
