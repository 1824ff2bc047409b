import { settledTopic } from '../../dead-letter/settled-letters.ts'
import type { TopicSpec } from '../../log/event-log.ts'
import { deadLetterTopic } from '../dead-letter-topic.ts'

/** Of letters that were sent back as often as they may be: for people to look at. As large as the dead letters, and kept for ever. */
export const parkedTopic = (eventsTopic: string): TopicSpec => ({
  ...deadLetterTopic(eventsTopic, 'unlimited'),
  name: `${eventsTopic}_parked`,
})

/** Which letters are settled. Small, and kept for ever: a letter that outlived what is said of it here would be sent twice. */
export const ledgerTopic = (deadLetters: string, partitions: number): TopicSpec => ({
  name: settledTopic(deadLetters),
  partitions,
  logAppendTime: true,
  retentionMs: 'unlimited',
})
