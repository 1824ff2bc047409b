import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { headersOfOrigin, type Origin, originOf } from '../../src/dead-letter/headers.ts'
import { redriveHeader } from '../../src/dead-letter/redrive-header.ts'
import { deadLetterOf, toDeadLetters } from '../../src/dead-letter/to-dead-letters.ts'
import { tooFarAhead } from '../../src/decode/too-far-ahead.ts'
import type { Header } from '../../src/log/record-batch.ts'
import { recordBytes } from '../../src/log/record-bytes.ts'
import { batchOf, eventAt, RECORD_TIME_MS, rejected, tenantId } from '../support/events.ts'
import { itFollowsItsSource, marbles } from '../support/marbles.ts'

const withOrigin = (original: readonly Header[], origin: Origin) => headersOfOrigin(origin)(original, origin)

const options = { topic: 'events', partition: 5, deadLetterPartitions: 4 }
/** sha256sum says so of the one byte. */
const sha256 = '021fb596db81e6d02bf3d2586ee3981fe519f275c0ac9ca76bbcf2ebb4097d96'
const origin: Origin = {
  ...{ topic: 'events', partition: 5, offset: 7, reason: 'bad_json', errors: [] },
  ...{ timestampMs: RECORD_TIME_MS, sha256, valueBytes: 1 },
}
const original = [{ key: 'trace', value: Buffer.from('t1') }]
const batch = batchOf(['{', null], { baseOffset: 7, key: Buffer.from('acme'), headers: original })

describe('toDeadLetters', () => {
  itFollowsItsSource(() => toDeadLetters(options))

  const rejected0 = rejected(batch, 0)
  const letter0 = deadLetterOf(options)(rejected0)
  const rejected1 = rejected(batch, 1)
  const letter1 = deadLetterOf(options)(rejected1)
  const input = { x: rejected0, y: rejected1 }
  const output = { d: letter0, f: letter1 }

  it(
    'makes a dead letter of each rejected record',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const rejected$ = cold('---x--------y--|', input)
      const subs = '          ^--------------!'
      const expected = '      ---d--------f--|'
      expectObservable(rejected$.pipe(toDeadLetters(options))).toBe(expected, output)
      expectSubscriptions(rejected$.subscriptions).toBe(subs)
    }),
  )

  it(
    'lets go of its source when it is unsubscribed',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const rejected$ = cold('x--y--x--|', input)
      const unsub = '         ----!'
      const expected = '      d--f-'
      expectObservable(rejected$.pipe(toDeadLetters(options)), unsub).toBe(expected, output)
      expectSubscriptions(rejected$.subscriptions).toBe('^---!')
    }),
  )
})

describe('a dead letter', () => {
  it('says of the event in a record from the future whose it is, and nothing else of it (E4)', () => {
    const failure = tooFarAhead(eventAt(9_999, { tenant: 'acme', type: 'secret' }), 0)
    const { record } = deadLetterOf(options)({ ...rejected(batch, 0), failure })
    const { errors } = failure
    expect(record.headers).toEqual(
      withOrigin(original, { ...origin, reason: 'future_timestamp', errors, tenant: 'acme' }),
    )
  })

  it('says whose event it would have been, where the record does', () => {
    const failure = { reason: 'schema', errors: [], tenant: tenantId('acme') } as const
    const { record } = deadLetterOf(options)({ ...rejected(batch, 0), failure })
    expect(record.headers).toEqual(withOrigin(original, { ...origin, reason: 'schema', tenant: 'acme' }))
  })

  it('says when it failed, and what made it', () => {
    const told = { ...options, group: 'tideline', build: '0.2.0', now: () => 1_763_870_400_000 }
    const { record } = deadLetterOf(told)(rejected(batch, 0))
    const { group, build } = told
    expect(originOf(record.headers)).toEqual({
      ...{ ...origin, group, build, attempt: 1 },
      firstFailedAtMs: 1_763_870_400_000,
    })
  })

  it('has the bytes of its record, its time and its origin, and goes to the partition of the same number', () => {
    const { record, ...rest } = deadLetterOf(options)(rejected(batch, 0))
    const headers = withOrigin(original, origin)
    expect(record).toEqual({
      partition: 1, // 5 modulo the 4 partitions of the dead-letter topic
      key: Buffer.from('acme'),
      value: Buffer.from('{'),
      headers,
      timestampMs: RECORD_TIME_MS,
    })
    // Of our headers the values: their names are the same texts in all letters.
    const names = original.reduce((sum, { key }) => sum + key.length, 0)
    const headerBytes = headers.reduce((sum, { value }) => sum + value!.length, names)
    expect(rest).toEqual({ kind: 'dead-letter', reason: 'bad_json', tenant: null, bytes: 4 + 1 + headerBytes })
  })

  it.each([
    ['of the tenant that its record names', { reason: 'schema', errors: [], tenant: tenantId('acme') }, 'acme'],
    ['of the tenant of an event from the future', tooFarAhead(eventAt(0, { tenant: 'b' }), 0), 'b'],
    ['of nobody where none could be read', { reason: 'bad_json', errors: [] }, null],
  ] as const)('is %s', (_, failure, tenant) => {
    expect(deadLetterOf(options)({ ...rejected(batch, 0), failure }).tenant).toBe(tenant)
  })

  it('keeps a null key and a null value null', () => {
    const { record } = deadLetterOf(options)(rejected(batchOf([null])))
    expect([record.key, record.value]).toEqual([null, null])
    expect(originOf(record.headers)).not.toHaveProperty('sha256')
    expect(originOf(record.headers)).not.toHaveProperty('valueBytes')
  })

  it('says nothing of the time of a record that has none', () => {
    const { record } = deadLetterOf(options)(rejected(batchOf(['{'], { timestampMs: -1 })))
    expect(record.headers.map(({ key }) => key)).not.toContain('tideline.timestamp')
    expect(record.timestampMs).toBe(-1)
  })

  it('outlives its batch: nothing of it is a view of the batch', () => {
    const [key, value, inHeader] = ['acme', '{', 't1'].map((text) => Buffer.from(text)) as [Buffer, Buffer, Buffer]
    const shortLived = batchOf([value], { key, headers: [{ key: 'trace', value: inHeader }] })
    const { record } = deadLetterOf(options)(rejected(shortLived))
    for (const bytes of [key, value, inHeader]) bytes.fill(0)
    expect([record.key, record.value, record.headers[0]?.value].map(String)).toEqual(['acme', '{', 't1'])
  })
})

describe('a record that was sent back and fails again', () => {
  const letter = { topic: 'events_dlq', partition: 1, offset: 41 }
  const FIRST_MS = Date.UTC(2026, 10, 23)
  const failing = (headers: readonly Header[], nowMs?: number) => {
    const clock = nowMs === undefined ? {} : { now: () => nowMs }
    return deadLetterOf({ ...options, ...clock })(rejected(batchOf(['{'], { headers }))).record.headers
  }

  it('has failed once more, since the first time, and nothing doubled', () => {
    const sentBack = [...original, redriveHeader({ attempt: 1, firstFailedAtMs: FIRST_MS, letter })]
    const headers = failing(sentBack, FIRST_MS + 5)
    expect(originOf(headers)).toMatchObject({ attempt: 2, firstFailedAtMs: FIRST_MS })
    const names = headers.map(({ key }) => key)
    expect(new Set(names).size).toBe(names.length)
    expect(names).toContain('trace')
    expect(names).not.toContain('tideline.redrive')
  })

  it('has it also where its letter or this pipeline has no clock', () => {
    expect(originOf(failing([redriveHeader({ attempt: 1, letter })], FIRST_MS))).toMatchObject({
      attempt: 2,
      firstFailedAtMs: FIRST_MS,
    })
    const sentBack = redriveHeader({ attempt: 1, firstFailedAtMs: FIRST_MS, letter })
    expect(originOf(failing([sentBack]))).toMatchObject({ attempt: 2, firstFailedAtMs: FIRST_MS })
  })

  it('is not believed to have failed in the future', () => {
    const sentBack = redriveHeader({ attempt: 1, firstFailedAtMs: Date.UTC(9999, 0), letter })
    expect(originOf(failing([sentBack], FIRST_MS))).toMatchObject({ firstFailedAtMs: FIRST_MS })
  })

  it('fails for the first time where the header is not ours, which is kept', () => {
    const foreign = { key: 'tideline.redrive', value: Buffer.from('{"v":1,"attempt":1e9}') }
    const headers = failing([foreign], FIRST_MS)
    expect(originOf(headers)).toMatchObject({ attempt: 1, firstFailedAtMs: FIRST_MS })
    expect(headers[0]).toEqual(foreign)
  })
})

describe('a record that is larger than what the dead-letter topic takes', () => {
  it('is cut to it; its size and its hash stay those of the whole value', () => {
    const value = `{${'x'.repeat(10_000_000)}`
    const letterOf = deadLetterOf({ ...options, maxLetterBytes: 5_000 })
    const { record, bytes } = letterOf(rejected(batchOf([value])))
    expect(originOf(record.headers)).toMatchObject({
      truncated: true,
      valueBytes: 10_000_001,
      sha256: createHash('sha256').update(value).digest('hex'),
    })
    expect(recordBytes(record)).toBeLessThanOrEqual(5_000)
    expect(recordBytes(record)).toBeGreaterThan(4_980)
    expect(value.startsWith(record.value!.toString())).toBe(true)
    expect(bytes).toBeLessThan(5_000)
    expect(record.value!.buffer.byteLength).toBeLessThan(100_000) // no view of the whole
  })
})
