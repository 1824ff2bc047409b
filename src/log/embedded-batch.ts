import type { Header, OutgoingRecord, RecordBatch } from './record-batch.ts'
import { type SharedBytes, sharedBytes } from './shared-bytes.ts'

/**
 * How the embedded log stores a batch: one value of bytes, so that reading a record is arithmetic.
 *
 *   count (4 bytes) | one entry a record (24 bytes each) | the bodies: key, value, headers of each record in turn
 *   entry:  timestamp ms (8, float) | position of the body (4) | key length (4) | value length (4) | number of headers (4)
 *   header: name length (4) | name, UTF-8 | value length (4) | value
 *
 * Numbers are little-endian; a length of -1 stands for null. The base offset is not in the bytes: it is their key, and is only
 * known once the log has the lock to append.
 */
export interface EncodedBatch {
  readonly count: number
  readonly bytes: Buffer
}

const COUNT_BYTES = 4
const ENTRY_BYTES = 24
const NULL_LENGTH = -1

/** What a reader gets at once stays bounded, however much was appended at once. */
const MAX_RECORDS = 4_096
const MAX_BYTES = 1_048_576

const HEADER_LENGTHS_BYTES = 8

/** The bytes of a record's own: key, value, and the names and values of its headers. */
export const recordBytes = ({ key, value, headers }: OutgoingRecord): number => {
  let bytes = (key?.length ?? 0) + (value?.length ?? 0)
  for (const header of headers) bytes += Buffer.byteLength(header.key) + (header.value?.length ?? 0)
  return bytes
}

/** Cuts records into batches of at most 4,096 records and about 1 MiB; a single record above that is a batch alone. */
export const encodeBatches = (records: readonly OutgoingRecord[]): EncodedBatch[] => {
  const batches: EncodedBatch[] = []
  let from = 0
  let bytes = COUNT_BYTES
  records.forEach((record, i) => {
    const stored = ENTRY_BYTES + recordBytes(record) + record.headers.length * HEADER_LENGTHS_BYTES
    if (i > from && (i - from === MAX_RECORDS || bytes + stored > MAX_BYTES)) {
      batches.push(encodeBatch(records, from, i, bytes))
      from = i
      bytes = COUNT_BYTES
    }
    bytes += stored
  })
  if (from < records.length) batches.push(encodeBatch(records, from, records.length, bytes))
  return batches
}

const encodeBatch = (records: readonly OutgoingRecord[], from: number, to: number, length: number): EncodedBatch => {
  const bytes = Buffer.allocUnsafe(length)
  const view = new DataView(bytes.buffer, bytes.byteOffset, length)
  const count = to - from
  view.setUint32(0, count, true)
  let position = COUNT_BYTES + count * ENTRY_BYTES
  for (let i = 0; i < count; i++) {
    const record = records[from + i]!
    const entry = COUNT_BYTES + i * ENTRY_BYTES
    view.setFloat64(entry, record.timestampMs, true)
    view.setUint32(entry + 8, position, true)
    view.setInt32(entry + 12, record.key?.length ?? NULL_LENGTH, true)
    view.setInt32(entry + 16, record.value?.length ?? NULL_LENGTH, true)
    view.setUint32(entry + 20, record.headers.length, true)
    if (record.key !== null) bytes.set(record.key, position)
    position += record.key?.length ?? 0
    if (record.value !== null) bytes.set(record.value, position)
    position += record.value?.length ?? 0
    for (const header of record.headers) position = encodeHeader(header, bytes, view, position)
  }
  return { count, bytes }
}

const encodeHeader = ({ key, value }: Header, bytes: Buffer, view: DataView, start: number): number => {
  const nameLength = bytes.write(key, start + 4)
  view.setUint32(start, nameLength, true)
  let position = start + 4 + nameLength
  view.setInt32(position, value?.length ?? NULL_LENGTH, true)
  position += 4
  if (value !== null) bytes.set(value, position)
  return position + (value?.length ?? 0)
}

/** The records of a stored batch with offsets from `from` up to, not including, `to`. All that is handed out is a view. */
export class StoredBatch implements RecordBatch {
  readonly count: number
  readonly nextOffset: number
  private readonly firstOffset: number
  private readonly firstEntry: number
  private readonly bytes: Buffer
  private readonly view: DataView
  private readonly shared: SharedBytes

  constructor(bytes: Buffer, baseOffset: number, from = baseOffset, to = Number.POSITIVE_INFINITY) {
    this.shared = sharedBytes(bytes)
    this.bytes = bytes
    this.view = this.shared.view
    this.firstOffset = Math.max(from, baseOffset)
    this.firstEntry = COUNT_BYTES + (this.firstOffset - baseOffset) * ENTRY_BYTES
    this.nextOffset = Math.min(baseOffset + this.view.getUint32(0, true), to)
    this.count = this.nextOffset - this.firstOffset
  }

  offset(i: number): number {
    return this.firstOffset + i
  }

  timestampMs(i: number): number {
    return this.view.getFloat64(this.entry(i), true)
  }

  key(i: number): Buffer | null {
    const entry = this.entry(i)
    return this.slice(this.view.getUint32(entry + 8, true), this.view.getInt32(entry + 12, true))
  }

  value(i: number): Buffer | null {
    return this.slice(this.valueFrom(i), this.view.getInt32(this.entry(i) + 16, true))
  }

  valueBytes(): SharedBytes {
    return this.shared
  }

  valueFrom(i: number): number {
    const entry = this.entry(i)
    return this.view.getUint32(entry + 8, true) + Math.max(this.view.getInt32(entry + 12, true), 0)
  }

  valueTo(i: number): number {
    return this.valueFrom(i) + this.view.getInt32(this.entry(i) + 16, true)
  }

  headers(i: number): readonly Header[] {
    const entry = this.entry(i)
    const keyLength = Math.max(this.view.getInt32(entry + 12, true), 0)
    const valueLength = Math.max(this.view.getInt32(entry + 16, true), 0)
    let position = this.view.getUint32(entry + 8, true) + keyLength + valueLength
    const headers: Header[] = []
    for (let left = this.view.getUint32(entry + 20, true); left > 0; left--) {
      const valueAt = position + 4 + this.view.getUint32(position, true)
      const length = this.view.getInt32(valueAt, true)
      headers.push({ key: this.bytes.toString('utf8', position + 4, valueAt), value: this.slice(valueAt + 4, length) })
      position = valueAt + 4 + Math.max(length, 0)
    }
    return headers
  }

  private entry(i: number): number {
    return this.firstEntry + i * ENTRY_BYTES
  }

  private slice(start: number, length: number): Buffer | null {
    return length === NULL_LENGTH ? null : this.bytes.subarray(start, start + length)
  }
}
