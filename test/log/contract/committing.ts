import { describe, expect, it } from 'vitest'
import {
  boundsOf,
  consumeUntil,
  joinAlone,
  newTopic,
  type OpenLog,
  readAll,
  text,
  texts,
  unique,
  valuesOf,
} from './fixture.ts'

const fencedError = { name: 'LogError', reason: 'fenced' }

export const committingContract = (openLog: OpenLog): void => {
  const setUp = async () => {
    const log = await openLog()
    const topic = await newTopic(log)
    const deadLetters = await newTopic(log)
    const group = unique('group')
    await log.append(topic, texts(['a', 'b', 'c', 'd']))
    return { log, topic, deadLetters, group }
  }

  describe('committing', () => {
    it('shows the offset, its metadata and the records together, on every handle, after the group was left', async () => {
      const { log, topic, deadLetters, group } = await setUp()
      const first = await joinAlone(log, topic, group)
      const taken = await first.claim.take()
      expect(taken.committed).toBeNull()
      const records = [text('bad'), { ...text('worse'), headers: [{ key: 'reason', value: Buffer.from([0xff]) }] }]
      await taken.commit({ nextOffset: 2, metadata: 'checkpoint 7', appends: [{ topic: deadLetters, records }] })

      const other = await openLog()
      const [read] = await readAll(other, deadLetters)
      expect(read).toMatchObject(records)
      await taken.close()
      first.leave()
      const second = await joinAlone(other, topic, group)
      const takenOver = await second.claim.take()
      expect(takenOver.committed).toEqual({ offset: 2, metadata: 'checkpoint 7' })
      expect(valuesOf(await consumeUntil(takenOver, 2, (rest) => rest.length === 2))).toEqual(['c', 'd'])
      await takenOver.close()
    })

    it('keeps the last of many commits, each in its turn', async () => {
      const { log, topic, deadLetters, group } = await setUp()
      const { claim } = await joinAlone(log, topic, group)
      const taken = await claim.take()
      for (let offset = 1; offset <= 4; offset++) {
        const records = offset % 2 === 0 ? [] : texts([`${offset}`])
        await taken.commit({ nextOffset: offset, metadata: `at ${offset}`, appends: [{ topic: deadLetters, records }] })
      }
      await taken.close()
      const again = await claim.take()
      expect(again.committed).toEqual({ offset: 4, metadata: 'at 4' })
      expect((await readAll(log, deadLetters)).map(valuesOf)).toEqual([['1', '3']])
      await again.close()
    })

    it('tells what each partition of a group stands at, without a claim and fencing nobody', async () => {
      const { log, topic, group } = await setUp()
      const two = await newTopic(log, 2)
      expect(await log.committed(two, group)).toEqual([null, null])
      expect(await log.committed(topic, group)).toEqual([null])
      const { claim } = await joinAlone(log, topic, group)
      const taken = await claim.take()
      await taken.commit({ nextOffset: 2, metadata: 'at 2', appends: [] })
      expect(await (await openLog()).committed(topic, group)).toEqual([{ offset: 2, metadata: 'at 2' }])
      expect(await log.committed(topic, unique('group'))).toEqual([null])
      await taken.commit({ nextOffset: 3, metadata: '', appends: [] })
      expect(await log.committed(topic, group)).toEqual([{ offset: 3, metadata: '' }])
      await taken.close()
      await expect(log.committed(unique('topic'), group)).rejects.toMatchObject({ reason: 'no_such_topic' })
    })

    it('keeps groups apart', async () => {
      const { log, topic, group } = await setUp()
      const one = await joinAlone(log, topic, group)
      const taken = await one.claim.take()
      await taken.commit({ nextOffset: 3, metadata: 'mine', appends: [] })
      const other = await joinAlone(await openLog(), topic, unique('group'))
      const takenByOther = await other.claim.take()
      expect(takenByOther.committed).toBeNull()
      await takenByOther.commit({ nextOffset: 1, metadata: 'other', appends: [] })
      await taken.commit({ nextOffset: 4, metadata: 'still mine', appends: [] })
      await Promise.all([taken.close(), takenByOther.close()])
    })

    it('fences the earlier taking: its commit fails and writes nothing', async () => {
      const { log, topic, deadLetters, group } = await setUp()
      const { claim } = await joinAlone(log, topic, group)
      const zombie = await claim.take()
      await zombie.commit({ nextOffset: 1, metadata: 'before', appends: [] })
      const taken = await claim.take()
      const late = zombie.commit({
        nextOffset: 3,
        metadata: 'late',
        appends: [{ topic: deadLetters, records: [text('late')] }],
      })
      await expect(late).rejects.toMatchObject(fencedError)
      await taken.commit({ nextOffset: 2, metadata: 'now', appends: [{ topic: deadLetters, records: [text('now')] }] })
      await Promise.all([zombie.close(), taken.close()])

      const again = await claim.take()
      expect(again.committed).toEqual({ offset: 2, metadata: 'now' })
      expect((await readAll(log, deadLetters)).map(valuesOf)).toEqual([['now']])
      await again.close()
    })

    it('can be taken again after a failed commit', async () => {
      const { log, topic, deadLetters, group } = await setUp()
      const { claim } = await joinAlone(log, topic, group)
      const zombie = await claim.take()
      await (await claim.take()).close()
      const late = zombie.commit({
        nextOffset: 1,
        metadata: 'late',
        appends: [{ topic: deadLetters, records: [text('late')] }],
      })
      await expect(late).rejects.toMatchObject(fencedError)
      await zombie.close()
      await zombie.close()
      const taken = await claim.take()
      expect(taken.committed).toBeNull()
      await taken.commit({ nextOffset: 1, metadata: 'now', appends: [{ topic: deadLetters, records: [text('now')] }] })
      expect((await readAll(log, deadLetters)).map(valuesOf)).toEqual([['now']])
      await taken.close()
    })

    it('keeps metadata of any characters, up to 4,096 bytes', async () => {
      const { log, topic, group } = await setUp()
      const { claim } = await joinAlone(log, topic, group)
      for (const metadata of ['', '{"id":"🌊 日本 \\u0000","n":1}', 'é'.repeat(2_048)]) {
        const taken = await claim.take()
        await taken.commit({ nextOffset: 1, metadata, appends: [] })
        await taken.close()
        const again = await claim.take()
        expect(again.committed).toEqual({ offset: 1, metadata })
        await again.close()
      }
    })

    it('refuses metadata of more than 4,096 bytes, and commits nothing', async () => {
      const { log, topic, deadLetters, group } = await setUp()
      const { claim } = await joinAlone(log, topic, group)
      const taken = await claim.take()
      const metadata = `${'é'.repeat(2_048)}.`
      const commit = taken.commit({ nextOffset: 1, metadata, appends: [{ topic: deadLetters, records: [text('x')] }] })
      await expect(commit).rejects.toMatchObject({ name: 'LogError', reason: 'too_large' })
      await taken.close()
      const again = await claim.take()
      expect(again.committed).toBeNull()
      expect(await readAll(log, deadLetters)).toEqual([[]])
      await again.close()
    })

    it('delivers committed records as any other, up to the end of their partition', async () => {
      const { log, topic, deadLetters, group } = await setUp()
      const { claim } = await joinAlone(log, topic, group)
      const taken = await claim.take()
      await taken.commit({ nextOffset: 1, metadata: '', appends: [{ topic: deadLetters, records: texts(['x', 'y']) }] })
      await taken.commit({ nextOffset: 2, metadata: '', appends: [{ topic: deadLetters, records: texts(['z']) }] })
      await taken.close()
      const reader = await joinAlone(await openLog(), deadLetters, unique('group'))
      const takenLetters = await reader.claim.take()
      const end = (await boundsOf(log, deadLetters))[0]?.endOffset
      const records = await consumeUntil(takenLetters, 0, (_, nextOffset) => nextOffset === end)
      expect(valuesOf(records)).toEqual(['x', 'y', 'z'])
      await takenLetters.close()
    })
  })
}
