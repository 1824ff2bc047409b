import { describe, expect, it } from 'vitest'
import { EventType, eventTimeMs, SessionId, TenantId, Timestamp, WireEvent } from '../../src/event/event.ts'
import { REASONS } from '../../src/event/reason.ts'

describe('eventTimeMs (E3)', () => {
  it.each([
    ['whole seconds', 1_431_864_000, 1_431_864_000_000],
    ['a fraction', 1_431_864_000.123, 1_431_864_000_123],
    ['half a millisecond goes up', 0.0005, 1],
    ['less than half goes down', 0.00049, 0],
    ['the epoch', 0, 0],
    ['minus zero', -0, 0],
    ['just below zero goes up to it', -0.0004, 0],
    ['half a millisecond below zero goes up to it', -0.0005, 0],
    ['more than that goes down', -0.0006, -1],
  ])('%s', (_, seconds, ms) => {
    expect(eventTimeMs(seconds)).toBe(ms)
  })
})

describe('the codec of a timestamp (E3)', () => {
  it.each([[0], [-0], [-0.0004], [1_431_864_000.5], [1e300]])('takes %d', (seconds) => {
    expect(Timestamp.is(seconds)).toBe(true)
  })

  it.each([
    [-0.0006],
    [-1],
    [Number.NaN],
    [Number.POSITIVE_INFINITY],
    [Number.NEGATIVE_INFINITY],
    [1e306], // finite itself, but not in milliseconds
    ['1'],
    [null],
    [undefined],
    [new Date(0)],
    [1n],
  ])('refuses %s', (value) => {
    expect(Timestamp.is(value)).toBe(false)
  })
})

describe('the codecs of names (E2)', () => {
  it.each([
    ['TenantId', TenantId],
    ['EventType', EventType],
    ['SessionId', SessionId],
  ])('%s takes a name and nothing else', (_, codec) => {
    expect(codec.is('__proto__')).toBe(true)
    expect([codec.is(''), codec.is('\ud800'), codec.is('a'.repeat(257)), codec.is(1)]).toEqual(Array(4).fill(false))
  })
})

describe('the codec of an event (E1)', () => {
  const event = { tenant_id: 'a', event_type: 'b', timestamp: 1 }

  it.each([
    ['the three fields', event],
    ['an empty payload', { ...event, payload: {} }],
    ['a session', { ...event, payload: { session_id: 's', anything: [1] } }],
    ['fields that nobody knows', { ...event, extra: null, hasOwnProperty: 1, toString: 2 }],
  ])('takes %s', (_, value) => {
    expect(WireEvent.is(value)).toBe(true)
  })

  it.each([
    ['no tenant', { event_type: 'b', timestamp: 1 }],
    ['no type', { tenant_id: 'a', timestamp: 1 }],
    ['no timestamp', { tenant_id: 'a', event_type: 'b' }],
    ['a payload of null', { ...event, payload: null }],
    ['a list for a payload', { ...event, payload: [] }],
    ['text for a payload', { ...event, payload: 's' }],
    ['a session of null', { ...event, payload: { session_id: null } }],
    ['a list', [event]],
  ])('refuses %s', (_, value) => {
    expect(WireEvent.is(value)).toBe(false)
  })
})

describe('the reasons of dead letters (E4)', () => {
  it('are a closed list, in the order in which they are looked for', () => {
    expect(REASONS).toEqual([
      'too_large',
      'empty',
      'invalid_utf8',
      'too_deep',
      'bad_json',
      'schema',
      'future_timestamp',
      'crash_suspect',
    ])
  })
})
