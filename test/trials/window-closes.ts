import { isRight } from 'fp-ts/lib/Either.js'
import { decodeEvent } from '../../src/decode/decode-event.ts'
import type { PartitionBounds, Reader } from '../../src/log/event-log.ts'
import type { RecordBatch } from '../../src/log/record-batch.ts'

/** The record that moved a partition's watermark past a window's end (T3). */
export interface WindowClose {
  readonly partition: number
  readonly windowEndMs: number
  readonly offset: number
  /** When the log took the record, unix ms. */
  readonly appendedAtMs: number
}

export interface ReadTopic {
  readonly closes: readonly WindowClose[]
  readonly records: number
  /** The first and the last record's append, unix ms. */
  readonly firstMs: number
  readonly lastMs: number
}

export interface ClockSettings {
  readonly graceMs: number
  readonly stepMs: number
  readonly maxFutureMs: number
}

/** Reads ranges of a topic whose log stamps its records, and finds what closed each window, but for those that are closed by idle time (T9). */
export const windowCloses = async (
  log: Pick<Reader, 'read'>,
  topic: string,
  ranges: readonly PartitionBounds[],
  settings: ClockSettings,
): Promise<ReadTopic> => {
  const closes: WindowClose[] = []
  const clocks = new Map<number, (batch: RecordBatch) => void>()
  let [records, firstMs, lastMs] = [0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for await (const { partition, batch } of log.read(topic, ranges)) {
    const clock = clocks.get(partition) ?? closingClock(partition, settings, (close) => closes.push(close))
    clocks.set(partition, clock)
    clock(batch)
    if (batch.count === 0) continue
    records += batch.count
    firstMs = Math.min(firstMs, batch.timestampMs(0))
    lastMs = Math.max(lastMs, batch.timestampMs(batch.count - 1))
  }
  return { closes, records, firstMs, lastMs }
}

/** Takes the batches of a partition, one by one. Windows that had ended before its first event are not told. */
export const closingClock = (
  partition: number,
  { graceMs, stepMs, maxFutureMs }: ClockSettings,
  tell: (close: WindowClose) => void,
) => {
  let nextEndMs: number | null = null
  return (batch: RecordBatch): void => {
    for (let i = 0; i < batch.count; i++) {
      const event = decodeEvent(batch.value(i), batch.timestampMs(i), { maxFutureMs })
      if (!isRight(event)) continue
      const watermarkMs = event.right.timeMs - graceMs // of one that came late lower than before: it closes nothing
      nextEndMs ??= (Math.floor(watermarkMs / stepMs) + 1) * stepMs
      for (; nextEndMs <= watermarkMs; nextEndMs += stepMs)
        tell({ partition, windowEndMs: nextEndMs, offset: batch.offset(i), appendedAtMs: batch.timestampMs(i) })
    }
  }
}
