import type { EventLog, PartitionBounds } from '../log/event-log.ts'
import type { Header, RecordBatch } from '../log/record-batch.ts'
import { type Origin, originOf } from './headers.ts'

/** A record of a dead-letter topic as it was read back. Its bytes are its own: no batch has to live for them. */
export interface Letter {
  /** Its own place, in the dead-letter topic; where it came from is in `origin`. */
  readonly topic: string
  readonly partition: number
  readonly offset: number
  /** When the log appended it, unix milliseconds; -1 where the record has no time. */
  readonly appendedMs: number
  /** Null where its headers are not ours: anyone can write to a topic. */
  readonly origin: Origin | null
  readonly key: Buffer | null
  readonly value: Buffer | null
  readonly headers: readonly Header[]
}

/**
 * What ranges of a dead-letter topic hold, read_committed, one letter at a time: in the order of their offsets within a partition, and
 * partitions as the log has them ready. Keeps one batch; the letters are copies. Whoever stops early lets go of the log by it.
 */
export async function* readLetters(
  log: Pick<EventLog, 'read'>,
  topic: string,
  ranges: readonly PartitionBounds[],
): AsyncGenerator<Letter> {
  for await (const { partition, batch } of log.read(topic, ranges))
    for (let i = 0; i < batch.count; i++) yield letterAt({ topic, partition }, batch, i)
}

/** The letters that match, and no more than `max` of them; null: all. Reads no further than the last one. */
export async function* matchingLetters(
  letters: AsyncIterable<Letter>,
  matches: (letter: Letter) => boolean,
  max: number | null,
): AsyncGenerator<Letter> {
  let left = max ?? Number.POSITIVE_INFINITY
  for await (const letter of letters) {
    if (!matches(letter)) continue
    yield letter
    if (--left <= 0) return
  }
}

/** The i-th record of a batch of a dead-letter topic. */
const letterAt = (place: Pick<Letter, 'topic' | 'partition'>, batch: RecordBatch, i: number): Letter => {
  const content = contentAt(batch, i)
  return {
    ...place,
    offset: batch.offset(i),
    appendedMs: batch.timestampMs(i),
    origin: originOf(content.headers),
    ...content,
  }
}

/** What was sent as the i-th record of a batch, copied. */
export const contentAt = (batch: RecordBatch, i: number): Pick<Letter, 'key' | 'value' | 'headers'> => ({
  key: copy(batch.key(i)),
  value: copy(batch.value(i)),
  headers: batch.headers(i).map(({ key, value }) => ({ key, value: copy(value) })),
})

const copy = (bytes: Buffer | null): Buffer | null => (bytes === null ? null : Buffer.from(bytes))
