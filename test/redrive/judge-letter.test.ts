import { describe, expect, it } from 'vitest'
import { redriveOf } from '../../src/dead-letter/redrive-header.ts'
import { type JudgeOptions, judgeLetter } from '../../src/redrive/judge-letter.ts'
import type { Transformed } from '../../src/redrive/load-transform.ts'
import { letterWith, originWith } from '../dead-letter/letters.ts'
import { eventJson } from '../support/events.ts'

const NOW_MS = Date.parse('2026-11-23T10:00:00Z')
const options: JudgeOptions = {
  events: { topic: 'events', partitions: 4, maxRecordBytes: 10_000 },
  group: 'tideline',
  isAsked: () => true,
  transform: null,
  maxFutureMs: 1_000,
  source: async () => undefined,
  parked: { partitions: 3, maxRecordBytes: 10_000 },
  now: () => NOW_MS,
}
const event = Buffer.from(eventJson(5_000))
const passing = letterWith({ value: event })
const to = (value: string | null) => (): Transformed => ({
  kind: 'value',
  value: value === null ? null : Buffer.from(value),
})

describe('judgeLetter', () => {
  it('sends what is an event today back to where it came from, as a record of now', async () => {
    const headers = [
      { key: 'trace', value: Buffer.from('t') },
      { key: 'tideline.reason', value: Buffer.from('schema') },
    ]
    const verdict = await judgeLetter({ ...passing, headers }, options)
    expect(verdict).toMatchObject({
      kind: 'passes',
      record: { partition: 2, key: passing.key, value: event, timestampMs: NOW_MS },
    })
    const { record } = verdict as Extract<typeof verdict, { kind: 'passes' }>
    expect(record.headers.map(({ key }) => key)).toEqual(['trace', 'tideline.redrive'])
    expect(JSON.parse(String(record.headers[1]!.value))).toEqual({
      v: 1,
      attempt: 1,
      firstFailedAt: '2026-11-23T10:00:00.000Z', // when the letter was written, where it does not say
      letter: 'events_dlq/0/17',
    })
  })

  it.each([
    ['whose origin cannot be read', { origin: null }, 'foreign'],
    ['from a partition that there is not', { origin: originWith({ partition: 4 }) }, 'foreign'],
    ['from another topic', { origin: originWith({ topic: 'secrets' }) }, 'other_topic'],
    ['of another group', { origin: originWith({ group: 'other' }) }, 'other_group'],
    ['whose source is gone', { origin: originWith({ truncated: true }) }, 'source_gone'],
  ])('leaves a letter %s', async (_, over, why) => {
    expect(await judgeLetter({ ...passing, ...over }, options)).toEqual({ kind: 'left', why })
  })

  it('takes a letter that names no group', async () => {
    const { group: _, ...origin } = originWith()
    expect(await judgeLetter({ ...passing, origin }, options)).toMatchObject({ kind: 'passes' })
  })

  it('leaves what was not asked for', async () => {
    const asked = { ...options, isAsked: () => false }
    expect(await judgeLetter(passing, asked)).toEqual({ kind: 'left', why: 'not_asked' })
  })

  it.each([
    ['bad_json', Buffer.from('{')],
    ['empty', null],
    ['schema', Buffer.from('{}')],
    ['future_timestamp', Buffer.from(eventJson(NOW_MS + 1_001))],
  ])('fails %s, whatever the letter said', async (reason, value) => {
    expect(await judgeLetter(letterWith({ value }), options)).toMatchObject({ kind: 'fails', failure: { reason } })
  })

  it('passes what came too early as soon as its time has come', async () => {
    const letter = letterWith({
      value: Buffer.from(eventJson(NOW_MS + 1_000)),
      origin: originWith({ reason: 'future_timestamp' }),
    })
    expect(await judgeLetter(letter, options)).toMatchObject({ kind: 'passes' })
  })

  it.each([
    [1, 'passes'],
    [2, 'passes'],
    [3, 'spent'],
    [7, 'spent'],
  ])('attempt %i: %s', async (attempt, kind) => {
    expect(await judgeLetter({ ...passing, origin: originWith({ attempt }) }, options)).toMatchObject({ kind })
  })

  it('parks a letter as it is', async () => {
    const headers = [{ key: 'tideline.reason', value: Buffer.from('schema') }]
    const spent = { ...passing, partition: 5, headers, origin: originWith({ attempt: 3 }) }
    expect(await judgeLetter(spent, options)).toEqual({
      kind: 'spent',
      record: { partition: 2, key: spent.key, value: event, headers, timestampMs: NOW_MS },
    })
  })

  it('sends a letter again that was sent too often where none are parked: from the parked ones themselves', async () => {
    const letter = { ...passing, origin: originWith({ attempt: 7 }) }
    expect(await judgeLetter(letter, { ...options, parked: null })).toMatchObject({ kind: 'passes' })
  })

  it('leaves what its topic would not take, and cuts what the parked ones would not', async () => {
    const large = { ...passing, value: Buffer.from(eventJson(5_000, { payload: { x: 'x'.repeat(20_000) } })) }
    expect(await judgeLetter(large, options)).toEqual({ kind: 'left', why: 'too_large' })
    const parked = await judgeLetter({ ...large, origin: originWith({ attempt: 3 }) }, options)
    expect(parked).toMatchObject({
      kind: 'spent',
      record: { value: expect.toSatisfy((v: Buffer) => v.length < 10_000) },
    })
  })

  it('says nothing of a first failure that neither the letter nor the log knows', async () => {
    const verdict = await judgeLetter({ ...passing, appendedMs: -1 }, options)
    const { record } = verdict as Extract<typeof verdict, { kind: 'passes' }>
    expect(redriveOf(record.headers)).toEqual({ attempt: 1, letter: { topic: 'events_dlq', partition: 0, offset: 17 } })
  })

  it('judges what the transform made of it, and sends that', async () => {
    const mended = { ...options, transform: to(eventJson(7_000)) }
    expect(await judgeLetter(letterWith(), mended)).toMatchObject({
      kind: 'passes',
      record: { value: Buffer.from(eventJson(7_000)) },
    })
    expect(await judgeLetter(passing, { ...options, transform: to('{') })).toMatchObject({ kind: 'fails' })
  })

  it('leaves what the transform leaves, and what it throws at', async () => {
    expect(await judgeLetter(passing, { ...options, transform: to(null) })).toEqual({ kind: 'left', why: 'transform' })
    const transform = () => ({ kind: 'threw' as const, message: 'no' })
    expect(await judgeLetter(passing, { ...options, transform })).toEqual({ kind: 'transform_failed', message: 'no' })
  })

  it('gives the transform bytes of its own', async () => {
    const transform = (value: Buffer): Transformed => {
      value.fill(0)
      return { kind: 'value', value: null }
    }
    await judgeLetter(passing, { ...options, transform })
    expect(passing.value).toEqual(Buffer.from(eventJson(5_000)))
  })

  it('never hands an empty record to the transform', async () => {
    const empty = await judgeLetter(letterWith({ value: null }), { ...options, transform: to(eventJson(1)) })
    expect(empty).toMatchObject({ kind: 'fails', failure: { reason: 'empty' } })
  })

  it('takes key, value and headers of a letter that was cut from its source', async () => {
    const content = { key: Buffer.from('whole'), value: event, headers: [{ key: 'h', value: null }] }
    const cut = letterWith({ value: event.subarray(0, 5), key: null, origin: originWith({ truncated: true }) })
    const verdict = await judgeLetter(cut, { ...options, source: async () => content })
    expect(verdict).toMatchObject({
      kind: 'passes',
      record: { key: content.key, value: event, headers: [{ key: 'h' }, {}] },
    })
  })
})
