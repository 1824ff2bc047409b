import type { RecordBatch } from './record-batch.ts'

/** The records of a batch below an offset; the batch itself where that is all of it. Offsets rise within a batch. */
export const clipBatch = (batch: RecordBatch, endOffset: number): RecordBatch => {
  if (batch.nextOffset <= endOffset) return batch
  let count = batch.count
  while (count > 0 && batch.offset(count - 1) >= endOffset) count--
  return {
    count,
    nextOffset: endOffset,
    offset: (i) => batch.offset(i),
    timestampMs: (i) => batch.timestampMs(i),
    key: (i) => batch.key(i),
    value: (i) => batch.value(i),
    valueBytes: (i) => batch.valueBytes(i),
    valueFrom: (i) => batch.valueFrom(i),
    valueTo: (i) => batch.valueTo(i),
    headers: (i) => batch.headers(i),
  }
}
