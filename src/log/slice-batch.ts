import type { RecordBatch } from './record-batch.ts'

/** The records from position `start` up to, not including, `end`; reading goes on from the record behind them. */
export const sliceBatch = (batch: RecordBatch, start: number, end: number): RecordBatch =>
  start === 0 && end === batch.count
    ? batch
    : {
        count: end - start,
        nextOffset: end === batch.count ? batch.nextOffset : batch.offset(end),
        offset: (i) => batch.offset(start + i),
        timestampMs: (i) => batch.timestampMs(start + i),
        key: (i) => batch.key(start + i),
        value: (i) => batch.value(start + i),
        valueBytes: (i) => batch.valueBytes(start + i),
        valueFrom: (i) => batch.valueFrom(start + i),
        valueTo: (i) => batch.valueTo(start + i),
        headers: (i) => batch.headers(start + i),
      }
