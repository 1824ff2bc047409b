import { createHash } from 'node:crypto'
import { readLetters } from '../../src/dead-letter/read-letters.ts'
import type { EventLog, PartitionBounds } from '../../src/log/event-log.ts'

/** The dead letters in a range of their topic, each as a text: where it came from, why, and a digest of its bytes and errors. */
export const lettersIn = async (
  log: EventLog,
  topic: string,
  ranges: readonly PartitionBounds[],
): Promise<readonly string[]> => {
  const letters: string[] = []
  for await (const { origin, value } of readLetters(log, topic, ranges)) {
    const digest = createHash('sha256')
      .update(JSON.stringify([value?.toString('base64') ?? null, origin?.errors]))
      .digest('hex')
      .slice(0, 16)
    letters.push(`${origin?.topic} ${origin?.partition}:${origin?.offset} ${origin?.reason} ${digest}`)
  }
  return letters
}

/** What came into a topic between two looks at its bounds; before null: the topic was not there. */
export const rangesBetween = (
  before: readonly PartitionBounds[] | null,
  after: readonly PartitionBounds[],
): readonly PartitionBounds[] =>
  after.map((bounds, i) => ({ ...bounds, startOffset: before?.[i]?.endOffset ?? bounds.startOffset }))
