import { setTimeout as sleep } from 'node:timers/promises'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { redriveHeader, redriveOf } from '../../src/dead-letter/redrive-header.ts'
import { encodeSettled, settledTopic } from '../../src/dead-letter/settled-letters.ts'
import type { EventLog } from '../../src/log/event-log.ts'
import { Quota } from '../../src/redrive/judged-letters.ts'
import { eventJson } from '../support/events.ts'
import {
  committedOffset,
  failing,
  letterOf,
  NOW_MS,
  passing,
  redriveAll,
  redriveLog,
  secondsIn,
  valuesIn,
} from './redrive-fixture.ts'

const { newLog } = redriveLog()

const withLetters = async (...letters: Parameters<EventLog['append']>[1][number][]): Promise<EventLog> => {
  const log = await newLog()
  await log.append('events_dlq', letters)
  return log
}
const redrivenTimes = (attempt: number) =>
  redriveHeader({ attempt, firstFailedAtMs: 5, letter: { topic: 'events_dlq', partition: 0, offset: 7 } })

describe('redrivePartition', () => {
  it('sends back what passes, in order, and leaves what does not', async () => {
    const log = await withLetters(passing(1), failing(), passing(2), passing(3), failing(), passing(4))
    const reports = await redriveAll(log)
    expect(await secondsIn(log)).toEqual([1, 2, 3, 4])
    expect(reports.filter(({ kind }) => kind === 'settled')).toEqual([
      { kind: 'settled', partition: 0, redriven: 3, parked: 0 },
      { kind: 'settled', partition: 0, redriven: 1, parked: 0 },
    ])
    expect(await committedOffset(log)).toBe(1) // the first that stays
    await log.close()
  })

  it('sends nothing twice, and what was left before as soon as it passes', async () => {
    const log = await withLetters(passing(1), letterOf('mend me'), passing(2))
    await redriveAll(log)
    await redriveAll(log)
    expect(await secondsIn(log)).toEqual([1, 2])
    const transform = () => ({ kind: 'value' as const, value: Buffer.from(eventJson(9_000)) })
    await redriveAll(log, { transform })
    await redriveAll(log, { transform })
    expect(await secondsIn(log)).toEqual([1, 2, 9])
    expect(await committedOffset(log)).toBe(3)
    await log.close()
  })

  it('sends letters once that two redrives look at at the same time', async () => {
    const log = await withLetters(...Array.from({ length: 40 }, (_, i) => passing(i)))
    const pace = () => sleep(2)
    const both = await Promise.allSettled([redriveAll(log, { pace }), redriveAll(log, { pace })])
    // On the embedded log the one that comes last has the partition.
    expect(both.map(({ status }) => status)).toContain('fulfilled')
    expect(await secondsIn(log)).toEqual(Array.from({ length: 40 }, (_, i) => i))
    await log.close()
  })

  it('settles what it judged when it is stopped, and goes on from there', async () => {
    const log = await withLetters(...Array.from({ length: 10 }, (_, i) => passing(i)))
    const stop = new AbortController()
    let paces = 0
    const reports = await redriveAll(log, {
      stop: stop.signal,
      pace: async () => {
        if (++paces === 2) stop.abort()
      },
    })
    const sent = await secondsIn(log)
    expect(sent.length).toBeGreaterThanOrEqual(6)
    expect(sent.length).toBeLessThan(10)
    expect(reports.at(-1)).toEqual({ kind: 'finished', partition: 0 })
    await redriveAll(log)
    expect(await secondsIn(log)).toEqual(Array.from({ length: 10 }, (_, i) => i))
    await log.close()
  })

  it('looks at no more letters than it may, of all partitions together, and passes none over', async () => {
    for (const most of [1, 3, 7, 12, 100]) {
      const log = await newLog()
      const letters = Array.from({ length: 20 }, (_, i) => ({ ...passing(i), partition: i % 4 }))
      await log.append('events_dlq', letters)
      let sent = 0
      while (sent < 20) {
        await redriveAll(log, { quota: new Quota(most), chunkRecords: 2 })
        const now = (await secondsIn(log)).length
        expect(now).toBe(Math.min(20, sent + most))
        sent = now
      }
      expect((await secondsIn(log)).sort((one, other) => one - other)).toEqual(letters.map((_, i) => i))
      await log.close()
    }
  })

  it('passes none over where a partition ends while another takes the last it may', async () => {
    const log = await newLog()
    const cut = (second: number, partition: number) => ({
      ...letterOf(eventJson(second * 1_000), {
        headers: [{ key: 'h', value: Buffer.alloc(20_000) }],
        maxLetterBytes: 18_000,
      }),
      partition,
    })
    await log.append('events_dlq', [passing(1), passing(2), passing(3), cut(4, 1), cut(5, 1)])
    const source = async () => {
      await sleep(30)
      return { key: null, value: Buffer.from(eventJson(9_000)), headers: [] }
    }
    await redriveAll(log, { quota: new Quota(2), source })
    await redriveAll(log, { source })
    expect((await secondsIn(log)).sort()).toEqual([1, 2, 3, 9, 9])
    await log.close()
  })

  it('puts no more into a transaction than 4 MiB and one letter, headers included', async () => {
    const headers = [{ key: 'h', value: Buffer.alloc(1_500_000) }]
    const log = await withLetters(...[1, 2, 3, 4].map((second) => letterOf(eventJson(second), { headers })))
    const taking = { topic: 'events', partitions: 4, maxRecordBytes: 16_000_000 }
    const reports = await redriveAll(log, { chunkRecords: 500, events: taking })
    expect(reports.flatMap((report) => (report.kind === 'settled' ? [report.redriven] : []))).toEqual([3, 1])
    await log.close()
  })

  it('sends nothing twice, however many other groups the ledger knows', async () => {
    const log = await withLetters(failing(), passing(1))
    const others = Array.from({ length: 120 }, (_, n) =>
      encodeSettled({ group: `other-${n}`, sequence: 1, redriven: [], parked: [] }),
    )
    const record = { partition: 0, key: null, headers: [], timestampMs: NOW_MS }
    await log.append(
      settledTopic('events_dlq'),
      others.map((value) => ({ ...record, value })),
    )
    for (let runs = 0; runs < 3; runs++) await redriveAll(log)
    expect(await secondsIn(log)).toEqual([1])
    await log.close()
  })

  it("goes on counting its transactions where the group's offsets were lost, and so misses the ledger's last", async () => {
    const log = await withLetters(failing(), passing(1))
    await redriveAll(log)
    const groups: string[] = []
    const ledgerOf = async (): Promise<number[]> =>
      (await valuesIn(log, settledTopic('events_dlq'))).map((value) => JSON.parse(value).sequence)
    // Another consumer group of the log, the same in the ledger: as if the offsets had been deleted.
    const afresh = {
      ...log,
      consume: (topic: string, group: string) => log.consume(topic, `${group}-${groups.push(group)}`),
    }
    await log.append('events_dlq', [passing(2)])
    await redriveAll(afresh)
    expect(await secondsIn(log)).toEqual([1, 2])
    expect(await ledgerOf()).toEqual([1, 2])
    await log.close()
  })

  it('hears that it is to stop while it judges, and lets others have their turn', async () => {
    const log = await withLetters(...Array.from({ length: 400 }, () => letterOf('{')))
    const stop = new AbortController()
    const transform = () => {
      const untilMs = performance.now() + 1
      while (performance.now() < untilMs);
      return { kind: 'value' as const, value: null }
    }
    const timer = setTimeout(() => stop.abort(), 60)
    const reports = await redriveAll(log, { stop: stop.signal, transform })
    clearTimeout(timer)
    expect(reports.length).toBeLessThan(300)
    await log.close()
  })

  it('looks at no more letters than it may', async () => {
    const log = await withLetters(passing(1), failing(), passing(2), passing(3))
    await redriveAll(log, { quota: new Quota(2) })
    expect(await secondsIn(log)).toEqual([1])
    await redriveAll(log, { quota: new Quota(2) })
    expect(await secondsIn(log)).toEqual([1, 2])
    await log.close()
  })

  it('parks a letter that failed again each of the two times it was sent back, as it is', async () => {
    const twice = letterOf(eventJson(1_000), { headers: [redrivenTimes(1)] })
    const spent = letterOf(eventJson(2_000), { headers: [redrivenTimes(2)] })
    const log = await withLetters(twice, spent)
    await redriveAll(log)
    expect(await secondsIn(log)).toEqual([1])
    expect(await valuesIn(log, 'events_parked')).toEqual([eventJson(2_000)])
    expect(await committedOffset(log)).toBe(2)
    await redriveAll(log)
    expect(await valuesIn(log, 'events_parked')).toHaveLength(1)
    await log.close()
  })

  it('says on each event which letter it was, how often it has failed and since when', async () => {
    const log = await withLetters(failing(), letterOf(eventJson(1_000), { headers: [redrivenTimes(1)] }))
    await redriveAll(log)
    for await (const { batch } of log.read('events', (await log.bounds('events'))!)) {
      expect(batch.headers(0).map(({ key }) => key)).toEqual(['tideline.redrive'])
      const letter = { topic: 'events_dlq', partition: 0, offset: 1 }
      expect(redriveOf(batch.headers(0))).toEqual({ attempt: 2, firstFailedAtMs: 5, letter })
    }
    await log.close()
  })

  it('sends nothing when the record of what it sent was lost', async () => {
    const log = await withLetters(failing(), passing(1))
    await redriveAll(log)
    const other = await newLog()
    const empty = await other.bounds(settledTopic('events_dlq'))
    const isLedger = (topic: string) => topic === settledTopic('events_dlq')
    const bounds = async (topic: string) => (isLedger(topic) ? empty : log.bounds(topic))
    const lost = redriveAll({ ...log, bounds }, { ledgerPatienceMs: 300 })
    await expect(lost).rejects.toMatchObject({ name: 'LogError', reason: 'ledger_lost' })
    expect(await secondsIn(log)).toEqual([1])
    await Promise.all([log.close(), other.close()])
  })

  it('settles each letter once, however the redrives are cut and whatever fails between (R1)', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.boolean(), { maxLength: 12 }),
        fc.array(
          fc.record({ quota: fc.integer({ min: 1, max: 6 }), failsAt: fc.option(fc.integer({ min: 0, max: 3 })) }),
          {
            maxLength: 5,
          },
        ),
        async (passes, runs) => {
          const log = await withLetters(...passes.map((does, i) => (does ? passing(i) : failing())))
          for (const { quota, failsAt } of runs) {
            let paces = 0
            const pace = async () => {
              if (paces++ === failsAt) throw new Error('killed')
            }
            await redriveAll(log, { quota: new Quota(quota), pace, chunkRecords: 2 }).catch(() => {})
          }
          await redriveAll(log)
          const passed = passes.flatMap((does, i) => (does ? [i] : []))
          expect(await secondsIn(log)).toEqual(passed)
          // None of those that stayed was passed over.
          await redriveAll(log, { transform: () => ({ kind: 'value', value: Buffer.from(eventJson(99_000)) }) })
          expect((await secondsIn(log)).slice(passed.length)).toEqual(passes.flatMap((does) => (does ? [] : [99])))
          await log.close()
        },
      ),
      { numRuns: 40 },
    )
  }, 60_000)
})
