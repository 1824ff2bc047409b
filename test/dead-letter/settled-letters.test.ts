import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  decodeSettled,
  encodeSettled,
  type Fate,
  readSettled,
  SettledLetters,
} from '../../src/dead-letter/settled-letters.ts'
import type { CommittedOffset, PartitionBounds } from '../../src/log/event-log.ts'
import { batchOf } from '../support/events.ts'
import { originWith } from './letters.ts'

/** What became of the letters 0 to 5 of a partition. */
const fates = (settled: SettledLetters, group: string | undefined, partition = 0): Fate[] =>
  Array.from({ length: 6 }, (_, offset) => settled.fateOf({ partition, offset, origin: originWith({ group }) }))
const OPEN = Array.from({ length: 6 }, () => 'unresolved')

const anyRanges = fc.array(
  fc.tuple(fc.maxSafeNat(), fc.maxSafeNat()).map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const),
)

describe('a record of the ledger', () => {
  it('is JSON that says its version', () => {
    const settled = { group: 'tideline', sequence: 3, redriven: [[0, 3]] as const, parked: [[5, 5]] as const }
    expect(JSON.parse(encodeSettled(settled).toString())).toEqual({ v: 1, ...settled })
  })

  it('is read back as it was written', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme' }),
        fc.maxSafeNat(),
        anyRanges,
        anyRanges,
        (group, sequence, redriven, parked) => {
          const settled = { group, sequence, redriven, parked }
          expect(decodeSettled(encodeSettled(settled))).toEqual(settled)
        },
      ),
    )
  })

  it.each([
    '',
    '{',
    'null',
    '5',
    '[]',
    '{"v":2,"redriven":[],"parked":[],"group":"g","sequence":1}',
    '{"v":1,"redriven":[],"parked":[],"sequence":1}',
    '{"v":1,"redriven":[],"group":"g","sequence":1}',
    '{"v":1,"redriven":[],"parked":[],"group":"g"}',
    '{"v":1,"redriven":[],"parked":[],"group":"g","sequence":"1"}',
    '{"v":1,"redriven":[],"parked":[],"group":"g","sequence":-1}',
    '{"v":1,"redriven":[[1]],"parked":[],"group":"g","sequence":1}',
    '{"v":1,"redriven":[[1,2,3]],"parked":[],"group":"g","sequence":1}',
    '{"v":1,"redriven":[[2,1]],"parked":[],"group":"g","sequence":1}',
    '{"v":1,"redriven":[[-1,1]],"parked":[],"group":"g","sequence":1}',
    '{"v":1,"redriven":[[0.5,1]],"parked":[],"group":"g","sequence":1}',
    '{"v":1,"redriven":[["0","1"]],"parked":[],"group":"g","sequence":1}',
    '{"v":1,"redriven":[null],"parked":[],"group":"g","sequence":1}',
    '{"v":1,"redriven":{},"parked":[],"group":"g","sequence":1}',
  ])('is not %s', (json) => {
    expect(decodeSettled(Buffer.from(json))).toBeNull()
  })

  it('is not one without a value, nor any bytes', () => {
    expect(decodeSettled(null)).toBeNull()
    fc.assert(fc.property(fc.uint8Array(), (bytes) => decodeSettled(Buffer.from(bytes)) === null))
  })
})

describe('settled letters', () => {
  it('are none where nothing was redriven yet', () => {
    expect(fates(new SettledLetters(), 'tideline')).toEqual(OPEN)
    expect(fates(new SettledLetters(), undefined)).toEqual(OPEN)
  })

  it('are those that the ledger names, by partition and group', () => {
    const settled = new SettledLetters()
    settled.add(0, { group: 'tideline', sequence: 1, redriven: [[1, 2]], parked: [[4, 4]] })
    expect(fates(settled, 'tideline')).toEqual([
      'unresolved',
      'redriven',
      'redriven',
      'unresolved',
      'parked',
      'unresolved',
    ])
    expect(fates(settled, 'tideline', 1)).toEqual(OPEN)
    expect(fates(settled, 'other')).toEqual(OPEN)
  })

  it('are all below what the group has committed, by the ledger where it knows how', () => {
    const settled = new SettledLetters()
    settled.add(0, { group: 'tideline', sequence: 1, redriven: [[1, 1]], parked: [] })
    settled.addCommitted('tideline', 0, 3)
    expect(fates(settled, 'tideline').slice(0, 4)).toEqual(['settled', 'redriven', 'settled', 'unresolved'])
    expect(fates(settled, 'other')).toEqual(OPEN)
  })

  it("are those of any group where the letter names none, and of nobody's", () => {
    const settled = new SettledLetters()
    settled.add(0, { group: 'one', sequence: 1, redriven: [[1, 1]], parked: [] })
    settled.addCommitted('other', 0, 1)
    expect(fates(settled, undefined).slice(0, 3)).toEqual(['settled', 'redriven', 'unresolved'])
    expect(settled.fateOf({ partition: 0, offset: 1, origin: null })).toBe('redriven')
  })

  it('of more than a hundred groups count for the first hundred: anyone can write to a topic', () => {
    const settled = new SettledLetters()
    for (let i = 0; i < 1_000; i++)
      settled.addRecord(0, encodeSettled({ group: `g${i}`, sequence: 1, redriven: [[0, 9]], parked: [] }))
    expect(settled.groups).toHaveLength(100)
    expect(fates(settled, 'g99')[0]).toBe('redriven')
    expect(fates(settled, 'g100')[0]).toBe('unresolved')
  })
})

describe('reading what is settled', () => {
  const bounds: PartitionBounds[] = [{ partition: 1, startOffset: 0, endOffset: 4 }]
  const log = (ledger: readonly (Buffer | null)[] | null, committed: Record<string, CommittedOffset>) => ({
    bounds: async (topic: string) => (topic === 'events_dlq_settled' && ledger !== null ? bounds : null),
    read: async function* (topic: string) {
      if (topic !== 'events_dlq_settled' || ledger === null) throw new Error(`there is no topic ${topic}`)
      yield { partition: 1, batch: batchOf(ledger) }
    },
    committed: async (topic: string, group: string) => [null, committed[`${topic}/${group}`] ?? null],
  })

  it('needs no ledger', async () => {
    expect(fates(await readSettled(log(null, {}), 'events_dlq', 'tideline'), 'tideline', 1)).toEqual(OPEN)
  })

  it("takes the ledger's sound records, and the offset of the group that is asked for and of those in the ledger", async () => {
    const ledger = [
      Buffer.from('{'),
      null,
      encodeSettled({ group: 'tideline', sequence: 1, redriven: [[3, 3]], parked: [] }),
      encodeSettled({ group: 'clicks', sequence: 1, redriven: [], parked: [[5, 5]] }),
    ]
    const committed = {
      'events_dlq/tideline-redrive': { offset: 1, metadata: '' },
      'events_dlq/clicks-redrive': { offset: 2, metadata: '' },
    }
    const settled = await readSettled(log(ledger, committed), 'events_dlq', 'tideline')
    const [s, u] = ['settled', 'unresolved']
    expect(fates(settled, 'tideline', 1)).toEqual([s, u, u, 'redriven', u, u])
    expect(fates(settled, 'clicks', 1)).toEqual([s, s, u, u, u, 'parked'])
    expect(fates(settled, 'tideline', 0)).toEqual(OPEN)
  })
})
