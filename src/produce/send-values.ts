import type { Appender } from '../log/event-log.ts'
import type { OutgoingRecord } from '../log/record-batch.ts'
import { recordBatches } from './record-batches.ts'
import { routeRecord } from './route-record.ts'

export interface Destination {
  readonly log: Appender
  readonly topic: string
  readonly partitions: number
}

/** What was appended so far. */
export interface Sent {
  readonly records: number
  /** Of the values alone. */
  readonly bytes: number
  /** Records by partition. */
  readonly perPartition: readonly number[]
}

/**
 * Appends values to a topic, each to its tenant's partition (E6) and stamped with the time of its append. Yields what was sent
 * so far: nothing at first, then after each append.
 *
 * Asks for more only when the log has taken what it was given: one batch in memory (record-batches.ts). Ends with the values, or
 * after the append under way when the signal is aborted; throws the log's errors.
 */
export async function* sendValues(
  { log, topic, partitions }: Destination,
  values: AsyncIterable<Iterable<Buffer>> | Iterable<Iterable<Buffer>>,
  signal: AbortSignal,
): AsyncGenerator<Sent> {
  const perPartition = new Array<number>(partitions).fill(0)
  let sent: Sent = { records: 0, bytes: 0, perPartition }
  yield sent
  for await (const some of values) {
    for (const batch of recordBatches(some)) {
      if (signal.aborted) return
      const records = outgoing(batch, partitions)
      await log.append(topic, records)
      sent = { ...sent, records: sent.records + batch.length, bytes: sent.bytes + totalBytes(batch) }
      for (const { partition } of records) perPartition[partition]!++
      yield sent
    }
  }
}

const outgoing = (values: readonly Buffer[], partitions: number): readonly OutgoingRecord[] => {
  const timestampMs = Date.now()
  return values.map((value) => ({ ...routeRecord(value, partitions), value, headers: [], timestampMs }))
}

const totalBytes = (values: readonly Buffer[]): number => values.reduce((sum, value) => sum + value.length, 0)
