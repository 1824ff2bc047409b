import { describe, expect, it } from 'vitest'
import { headersOfOrigin, type Origin } from '../../src/dead-letter/headers.ts'
import { deadLetterOf, toDeadLetters } from '../../src/dead-letter/to-dead-letters.ts'
import { tooFarAhead } from '../../src/decode/decode-failure.ts'
import { barrier } from '../../src/log/barrier.ts'
import type { Header } from '../../src/log/record-batch.ts'
import { batchOf, eventAt, RECORD_TIME_MS, rejected } from '../support/events.ts'
import { itFollowsItsSource, marbles } from '../support/marbles.ts'

const withOrigin = (original: readonly Header[], origin: Origin) => headersOfOrigin(origin)(original, origin)

const options = { topic: 'events', partition: 5, deadLetterPartitions: 4 }
const origin = { topic: 'events', partition: 5, offset: 7, reason: 'bad_json', errors: [] } as const
const original = [{ key: 'trace', value: Buffer.from('t1') }]
const batch = batchOf(['{', null], { baseOffset: 7, key: Buffer.from('acme'), headers: original })

describe('toDeadLetters', () => {
  itFollowsItsSource(() => toDeadLetters(options))

  const rejected0 = rejected(batch, 0)
  const letter0 = deadLetterOf(options)(rejected0)
  const rejected1 = rejected(batch, 1)
  const letter1 = deadLetterOf(options)(rejected1)
  const input = { e: eventAt(0), x: rejected0, y: rejected1, b: barrier('commit') }
  const output = { d: letter0, f: letter1 }

  it(
    'makes a dead letter of each rejected record, and leaves out everything else',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const decoded$ = cold('e--x--e--b--y--|', input)
      const subs = '         ^--------------!'
      const expected = '     ---d--------f--|'
      expectObservable(decoded$.pipe(toDeadLetters(options))).toBe(expected, output)
      expectSubscriptions(decoded$.subscriptions).toBe(subs)
    }),
  )

  it(
    'makes none of a stream without rejected records',
    marbles(({ cold, expectObservable }) => {
      const decoded$ = cold('e--e--b--|', input)
      const expected = '     ---------|'
      expectObservable(decoded$.pipe(toDeadLetters(options))).toBe(expected)
    }),
  )

  it(
    'lets go of its source when it is unsubscribed',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const decoded$ = cold('x--y--x--|', input)
      const unsub = '        ----!'
      const expected = '     d--f-'
      expectObservable(decoded$.pipe(toDeadLetters(options)), unsub).toBe(expected, output)
      expectSubscriptions(decoded$.subscriptions).toBe('^---!')
    }),
  )
})

describe('a dead letter', () => {
  it('says nothing of the event in a record from the future, neither whose it is nor its time (E4)', () => {
    const event = eventAt(9_999, { tenant: 'secret' })
    const { record } = deadLetterOf(options)({ ...rejected(batch, 0), failure: tooFarAhead(event) })
    expect(record.headers).toEqual(withOrigin(original, { ...origin, reason: 'future_timestamp' }))
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
    const headerBytes = headers.reduce((sum, { key, value }) => sum + Buffer.byteLength(key) + value!.length, 0)
    expect(rest).toEqual({ kind: 'dead-letter', reason: 'bad_json', tenant: null, bytes: 4 + 1 + headerBytes })
  })

  it.each([
    ['of the tenant that its record names', { reason: 'schema', errors: [], tenant: 'acme' }, 'acme'],
    ['of the tenant of an event from the future', tooFarAhead(eventAt(0, { tenant: 'b' })), 'b'],
    ['of nobody where none could be read', { reason: 'bad_json', errors: [] }, null],
  ] as const)('is %s', (_, failure, tenant) => {
    expect(deadLetterOf(options)({ ...rejected(batch, 0), failure }).tenant).toBe(tenant)
  })

  it('keeps a null key and a null value null', () => {
    const { record } = deadLetterOf(options)(rejected(batchOf([null])))
    expect([record.key, record.value]).toEqual([null, null])
  })

  it('outlives its batch: nothing of it is a view of the batch', () => {
    const [key, value, inHeader] = ['acme', '{', 't1'].map((text) => Buffer.from(text)) as [Buffer, Buffer, Buffer]
    const shortLived = batchOf([value], { key, headers: [{ key: 'trace', value: inHeader }] })
    const { record } = deadLetterOf(options)(rejected(shortLived))
    for (const bytes of [key, value, inHeader]) bytes.fill(0)
    expect([record.key, record.value, record.headers[0]?.value].map(String)).toEqual(['acme', '{', 't1'])
  })
})
