import type { Place } from '../../config/place.ts'
import { Refusal } from '../../config/refusal.ts'
import { type Letter, readLetters } from '../../dead-letter/read-letters.ts'
import type { PartitionBounds } from '../../log/event-log.ts'
import type { OpenTopic } from '../existing-log.ts'

/** The record at a place of a topic. @throws Refusal where there is none, with the reason. */
export const recordAt = async ({ log, topic, bounds }: OpenTopic, place: Place): Promise<Letter> => {
  const { partition, offset } = place
  const problem = whyNot(topic, bounds, place)
  if (problem !== null) throw new Refusal(problem)
  const range = { partition, startOffset: offset, endOffset: offset + 1 }
  for await (const record of readLetters(log, topic, [range])) return record
  throw new Refusal(
    `there is no record at ${partition}:${offset} of ${topic}: the log has a mark of its own there, or a record that never was committed`,
  )
}

const whyNot = (topic: string, bounds: readonly PartitionBounds[], { partition, offset }: Place): string | null => {
  const kept = bounds.find((one) => one.partition === partition)
  if (kept === undefined)
    return `there is no partition ${partition} in the topic ${topic}, which has ${bounds.length}, numbered from 0`
  const { startOffset, endOffset } = kept
  const where = `partition ${partition} of ${topic}`
  if (offset >= endOffset)
    return `there is no record ${partition}:${offset} yet: ${where} ${endOffset === startOffset ? 'holds nothing' : `ends with offset ${endOffset - 1}`}`
  return offset < startOffset
    ? `the record ${partition}:${offset} is gone: ${where} begins with offset ${startOffset}, the log has deleted what was before`
    : null
}
