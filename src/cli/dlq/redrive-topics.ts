import { Refusal } from '../../config/refusal.ts'
import { settledTopic } from '../../dead-letter/settled-letters.ts'
import type { PartitionBounds, TopicSpec } from '../../log/event-log.ts'
import { deadLetterTopic } from '../dead-letter-topic.ts'

export const parkedTopicName = (eventsTopic: string): string => `${eventsTopic}_parked`

/** Of letters that were sent back as often as they may be: for people to look at. As large as the dead letters, and kept for ever. */
export const parkedTopic = (eventsTopic: string): TopicSpec => ({
  ...deadLetterTopic(eventsTopic, 'unlimited'),
  name: parkedTopicName(eventsTopic),
})

/**
 * Which letters are settled: as many partitions as they have, or more. Small, and kept for ever: a letter that outlived what is said of
 * it here would be sent twice. @throws Refusal where partitions were added to the letters since.
 */
export const ledgerTopic = (
  deadLetters: string,
  partitions: number,
  existing: readonly PartitionBounds[] | null,
): TopicSpec => {
  const name = settledTopic(deadLetters)
  if (existing !== null && existing.length < partitions)
    throw new Refusal(
      `topic ${deadLetters} has ${partitions} partitions, and ${name}, which says what was redriven of each, has ${existing.length}: ` +
        `give it as many (kafka-topics.sh --alter --topic ${name} --partitions ${partitions})`,
    )
  return { name, partitions: existing?.length ?? partitions, logAppendTime: true, retentionMs: 'unlimited' }
}
