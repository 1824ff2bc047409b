import { describe, expect, it } from 'vitest'
import type { Header } from '../../../src/log/record-batch.ts'
import { newTopic, readAll, text } from '../contract/fixture.ts'
import type { KafkaUnderTest } from './kafka-under-test.ts'

const header = (key: string, value: string): Header => ({ key, value: Buffer.from(value) })

const written = [
  header('b', '1'),
  header('a', '2'),
  header('b', '3'),
  header('7', '4'),
  header('constructor', '5'),
  header('__proto__', '6'),
]

/** Names that repeat with others between them, that are numbers, that every object has: one decoder keeps their order, one groups them. */
export const headerOrder = ({ open }: Pick<KafkaUnderTest, 'open'>, order: 'kept' | 'by name'): void => {
  describe('headers', () => {
    const title = { kept: 'come in the order that they were written in', 'by name': 'come by name, none lost' }
    it(title[order], async () => {
      const log = await open()
      const topic = await newTopic(log)
      await log.append(topic, [{ ...text('a'), headers: written }])
      const [b1, a2, b3, n4, ...rest] = written as [Header, Header, Header, Header, ...Header[]]
      const expected = { kept: written, 'by name': [n4, b1, b3, a2, ...rest] }
      expect((await readAll(log, topic))[0]?.[0]?.headers).toEqual(expected[order])
    })
  })
}
