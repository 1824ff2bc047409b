import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { joinAlone, newTopic, text, unique } from '../contract/fixture.ts'
import type { KafkaUnderTest } from './kafka-under-test.ts'

const ROUNDS = 60
/** A commit takes some milliseconds: the next owner comes at every moment of it. */
const LONGEST_MS = 15

export const takeovers = ({ open }: Pick<KafkaUnderTest, 'open'>): void => {
  describe('a partition that is taken in the middle of a commit', () => {
    it('has an offset that stands, and the one of the commit where that succeeded', async () => {
      const log = await open()
      const [topic, deadLetters, group] = [await newTopic(log), await newTopic(log), unique('group')]
      const { claim, leave } = await joinAlone(log, topic, group)
      let owner = await claim.take()
      for (let round = 1; round <= ROUNDS; round++) {
        const transaction = {
          nextOffset: round,
          metadata: `round ${round}`,
          appends: [{ topic: deadLetters, records: [text('x')] }],
        }
        const committing = owner.commit(transaction).then(
          () => true,
          () => false,
        )
        await sleep(Math.random() * LONGEST_MS)
        const next = await claim.take()
        const succeeded = await committing
        const later = await claim.take()
        expect(later.committed, `round ${round}`).toEqual(next.committed)
        if (succeeded) expect(next.committed).toEqual({ offset: round, metadata: `round ${round}` })
        await Promise.all([owner.close(), next.close()])
        owner = later
      }
      await owner.close()
      leave()
    })
  })
}
