import { describe, expect, it } from 'vitest'
import type { TopicRecords } from '../../../src/log/event-log.ts'
import { joinAlone, newTopic, type OpenLog, readAll, text, texts, unique, valuesOf } from './fixture.ts'

export const severalTopicsContract = (openLog: OpenLog): void => {
  const setUp = async () => {
    const log = await openLog()
    const [source, one, two] = [await newTopic(log), await newTopic(log), await newTopic(log, 2)]
    await log.append(source, texts(['a', 'b']))
    const { claim } = await joinAlone(log, source, unique('group'))
    const valuesIn = async (topic: string) => (await readAll(log, topic)).map(valuesOf)
    return { log, claim, source, one, two, valuesIn }
  }

  describe('a transaction of several topics', () => {
    it('shows the records of all of them together with the offset, on every handle', async () => {
      const { log, claim, source, one, two, valuesIn } = await setUp()
      const taken = await claim.take()
      await taken.commit({
        nextOffset: 1,
        metadata: 'all of it',
        appends: [
          { topic: one, records: texts(['one']) },
          { topic: two, records: [text('two', 1), text('three', 0), text('four', 1)] },
          { topic: source, records: texts(['c']) },
        ],
      })
      await taken.close()
      const other = await openLog()
      expect(await valuesIn(one)).toEqual([['one']])
      expect((await readAll(other, two)).map(valuesOf)).toEqual([['three'], ['two', 'four']])
      expect(await valuesIn(source)).toEqual([['a', 'b', 'c']])
      const again = await claim.take()
      expect(again.committed).toEqual({ offset: 1, metadata: 'all of it' })
      await again.commit({ nextOffset: 2, metadata: '', appends: [{ topic: one, records: texts(['more']) }] })
      expect((await readAll(log, one)).map(valuesOf)).toEqual([['one', 'more']])
      await again.close()
    })

    it('keeps the order of the list where a topic is in it twice', async () => {
      const { claim, one, two, valuesIn } = await setUp()
      const taken = await claim.take()
      const appends = [
        { topic: one, records: texts(['1', '2']) },
        { topic: two, records: texts(['x']) },
        { topic: one, records: texts(['3']) },
      ]
      await taken.commit({ nextOffset: 1, metadata: '', appends })
      expect(await valuesIn(one)).toEqual([['1', '2', '3']])
      await taken.close()
    })

    it('is the offset alone where the list, or every list of records, is empty', async () => {
      const { claim, one, two, valuesIn } = await setUp()
      const taken = await claim.take()
      await taken.commit({ nextOffset: 1, metadata: 'no topic', appends: [] })
      const none = [one, two].map((topic) => ({ topic, records: [] }))
      await taken.commit({ nextOffset: 2, metadata: 'no records', appends: none })
      await taken.close()
      const again = await claim.take()
      expect(again.committed).toEqual({ offset: 2, metadata: 'no records' })
      expect(await valuesIn(one)).toEqual([[]])
      await again.close()
    })

    //   what stands in the list before and behind what cannot be taken is not written either
    const small = unique('small')
    it.each<[string, string, TopicRecords]>([
      ['a topic is not there', 'no_such_topic', { topic: unique('nowhere'), records: texts(['x']) }],
      ['a partition is not there', 'no_such_topic', { topic: small, records: texts(['x'], 1) }],
      ['a record is too large', 'too_large', { topic: small, records: [text('y'), text('x'.repeat(20_000))] }],
    ])('writes nothing at all where %s', async (_, reason, refused) => {
      const { log, claim, one, two, valuesIn } = await setUp()
      await log.ensureTopic({ name: small, partitions: 1, maxRecordBytes: 10_000 })
      const taken = await claim.take()
      const appends = [{ topic: one, records: texts(['before']) }, refused, { topic: two, records: texts(['behind']) }]
      const commit = taken.commit({ nextOffset: 1, metadata: 'never', appends })
      await expect(commit).rejects.toMatchObject({ name: 'LogError', reason })
      await taken.close()

      const again = await claim.take()
      expect(again.committed).toBeNull()
      expect([await valuesIn(one), await valuesIn(two), await valuesIn(small)]).toEqual([[[]], [[], []], [[]]])
      await again.commit({ nextOffset: 1, metadata: 'now', appends: [{ topic: one, records: texts(['after']) }] })
      expect(await valuesIn(one)).toEqual([['after']])
      await again.close()
    })
  })

  describe('a group that consumes what another group writes', () => {
    it('has offsets of its own in a topic of its own, and neither fences the other', async () => {
      const { log, claim, source, one: letters, two: ledger, valuesIn } = await setUp()
      const writer = await claim.take()
      await writer.commit({ nextOffset: 1, metadata: 'w1', appends: [{ topic: letters, records: texts(['letter']) }] })
      const group = unique('group')
      const redrive = await (await joinAlone(await openLog(), letters, group)).claim.take()
      const appends = [
        { topic: source, records: texts(['mended']) },
        { topic: ledger, records: texts(['settled']) },
      ]
      await redrive.commit({ nextOffset: 1, metadata: 'r1', appends })
      await writer.commit({ nextOffset: 2, metadata: 'w2', appends: [{ topic: letters, records: texts(['next']) }] })
      await redrive.commit({ nextOffset: 2, metadata: 'r2', appends: [] })
      expect(await valuesIn(source)).toEqual([['a', 'b', 'mended']])
      expect(await valuesIn(letters)).toEqual([['letter', 'next']])
      expect(await valuesIn(ledger)).toEqual([['settled'], []])
      expect(await log.committed(letters, group)).toEqual([{ offset: 2, metadata: 'r2' }])
      await Promise.all([writer.close(), redrive.close()])
    })

    //   group  tideline     topic  dead-letters
    //   group  tideline-dead       letters             the same to who joins them with a hyphen
    it('is told apart from one whose names run together to the same', async () => {
      const log = await openLog()
      const name = unique('tideline')
      const topic = unique('letters')
      const takings = []
      for (const [group, consumed] of [
        [name, `dead-${topic}`],
        [`${name}-dead`, topic],
      ] as const) {
        await log.ensureTopic({ name: consumed, partitions: 1 })
        takings.push(await (await joinAlone(log, consumed, group)).claim.take())
      }
      for (const taken of takings) await taken.commit({ nextOffset: 0, metadata: 'mine', appends: [] })
      for (const taken of takings) await taken.close()
    })
  })
}
