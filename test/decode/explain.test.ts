import { isLeft } from 'fp-ts/lib/Either.js'
import * as t from 'io-ts'
import { describe, expect, it } from 'vitest'
import { explain } from '../../src/decode/explain.ts'
import { WireEvent } from '../../src/event/event.ts'

const explained = (value: unknown, codec: t.Mixed = WireEvent) => {
  const decoded = codec.decode(value)
  return isLeft(decoded) ? explain(decoded.left) : []
}
const NAME = 'a string of 1 to 256 characters of well-formed Unicode'
const pathsOf = (value: unknown) => explained(value).map(({ path }) => path)

describe('explain', () => {
  it('names the root `$`', () => {
    for (const value of [null, 1, 'a', undefined])
      expect(explained(value)).toEqual([{ path: '$', expected: 'a JSON object' }])
  })

  it('names each field once, without the steps of an intersection', () => {
    expect(pathsOf({})).toEqual(['$.tenant_id', '$.event_type', '$.timestamp'])
    const value = { tenant_id: 1, event_type: 1, timestamp: 1, payload: { session_id: 1 } }
    expect(pathsOf(value)).toEqual(['$.tenant_id', '$.event_type', '$.payload.session_id'])
  })

  it.each([[[]], ['s'], [7]])('says that a payload of %j is no object', (payload) => {
    const value = { tenant_id: 'a', event_type: 'b', timestamp: 1, payload }
    expect(explained(value)).toEqual([{ path: '$.payload', expected: 'a JSON object' }])
  })

  it('keeps nothing of the value: neither its keys nor its values (E4)', () => {
    const hostile = {
      tenant_id: 'secret\ud800',
      event_type: ['secret'],
      timestamp: 'secret',
      secret: 1,
      Tenant_Id: 'secret',
      payload: { secret: 1 },
    }
    expect(JSON.stringify(explained(hostile))).not.toContain('secret')
  })

  it('gives the same list for the same mistakes, whatever the values, and another one for others', () => {
    const first = explained({ tenant_id: 'a', event_type: 'b', timestamp: '1' })
    expect(explained({ tenant_id: 'c', event_type: 'd', timestamp: '22', payload: {} })).toBe(first)
    expect(explained({ tenant_id: 'a', event_type: 'b', timestamp: -1 })).not.toEqual(first)
    expect(explained({ tenantId: 'a', event_type: 'b', timestamp: 1 })).not.toEqual(
      explained({ tenant: 'a', event_type: 'b', timestamp: 1 }),
    )
  })

  it('remembers no more than 256 lists: names can be spelled in more ways than that', () => {
    const spelled = (i: number) => {
      const key = [...'tenantid'].map((letter, n) => ((i >> n) % 2 === 1 ? letter.toUpperCase() : letter)).join('')
      return explained({ [`${key}${'-'.repeat(i >> 8)}`]: 'a' })
    }
    const first = spelled(0)
    expect(spelled(0)).toBe(first)
    const others = Array.from({ length: 256 }, (_, i) => JSON.stringify(spelled(i + 1)))
    expect(new Set(others).size).toBe(256)
    expect(spelled(0)).not.toBe(first)
    expect(spelled(0)).toEqual(first)
  })

  it('adds a hint where the cause is known, of the field or of the whole', () => {
    expect(explained({ tenantId: 'a', event_type: 7, timestamp: 1 })).toEqual([
      { path: '$.tenant_id', expected: NAME, hint: 'tenant_id is missing, tenantId is there' },
      { path: '$.event_type', expected: NAME, hint: 'a number: put it in quotes' },
    ])
    expect(explained([{ tenant_id: 'a' }])).toEqual([
      { path: '$', expected: 'a JSON object', hint: 'a list: one event a record' },
    ])
  })

  it('gives at most 10 errors', () => {
    const fields = Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`field${i}`, t.number]))
    expect(explained({}, t.type(fields))).toHaveLength(10)
  })
})
