import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isRedriveHeader, redriveHeader, redriveOf } from '../../src/dead-letter/redrive-header.ts'

const FIRST_FAILED = '2026-11-23T10:11:12.131Z'
const redrive = {
  attempt: 1,
  firstFailedAtMs: Date.parse(FIRST_FAILED),
  letter: { topic: 'events_dlq', partition: 2, offset: 1041 },
}
const header = (value: string | Buffer | null, key = 'tideline.redrive') => ({
  key,
  value: value === null ? null : Buffer.from(value),
})
const json = (over: Record<string, unknown>) =>
  JSON.stringify({ v: 1, attempt: 1, firstFailedAt: FIRST_FAILED, letter: 'events_dlq/2/1041', ...over })

describe('the header of a record that was sent back', () => {
  it('says how often it had failed, when for the first time, and which letter it comes from', () => {
    const { key, value } = redriveHeader(redrive)
    expect([key, value?.toString()]).toEqual(['tideline.redrive', json({})])
    expect(redriveOf([header('t', 'trace'), redriveHeader(redrive)])).toEqual(redrive)
  })

  it('can do without a time, which letters of version 1 do not say', () => {
    const { firstFailedAtMs: _, ...timeless } = redrive
    expect(redriveOf([redriveHeader(timeless)])).toEqual(timeless)
  })

  it('counts no further than 1,000', () => {
    expect(redriveOf([redriveHeader({ ...redrive, attempt: 5_000 })])?.attempt).toBe(1_000)
  })

  it('is the last of several, of those that are ours', () => {
    const headers = [redriveHeader({ ...redrive, attempt: 3 }), redriveHeader({ ...redrive, attempt: 2 }), header('{')]
    expect(redriveOf(headers)?.attempt).toBe(2)
  })

  it.each([
    [null],
    [''],
    ['{'],
    ['null'],
    ['1'],
    ['[]'],
    ['{}'],
    [Buffer.from([0xff])],
    [json({ v: 2 })],
    [json({ attempt: 0 })],
    [json({ attempt: 1.5 })],
    [json({ attempt: '1' })],
    [json({ attempt: 1_001 })],
    [json({ attempt: 1e300 })],
    [json({ firstFailedAt: null })],
    [json({ firstFailedAt: 1 })],
    [json({ firstFailedAt: '2026-11-23' })],
    [json({ firstFailedAt: '1969-12-31T23:59:59.999Z' })],
    [json({ firstFailedAt: '+275760-09-13T00:00:00.000Z' })],
    [json({ letter: 'events_dlq' })],
    [json({ letter: '../../etc/2/1' })],
    [json({ letter: 'events_dlq/-1/1' })],
    [json({ letter: 7 })],
    [json({ more: 'x'.repeat(1_024) })],
  ])('is none of ours where it is %s', (value) => {
    expect(redriveOf([header(value)])).toBeNull()
    expect(isRedriveHeader(header(value))).toBe(false)
  })

  it('is none by another name, and none at all where there are no headers', () => {
    expect(redriveOf([header(json({}), 'Tideline.Redrive')])).toBeNull()
    expect(redriveOf([])).toBeNull()
  })

  it('never throws, whatever the bytes', () => {
    const value = fc.oneof(fc.json(), fc.string()).map((text) => Buffer.from(text))
    fc.assert(fc.property(value, (bytes) => redriveOf([header(bytes)]) === null))
  })
})
