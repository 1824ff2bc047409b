import { left, right } from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { decodeEvent } from '../../src/decode/decode-event.ts'
import { eventAt, eventJson } from '../support/events.ts'

const RECORD_MS = 1_431_864_000_000
const decode = (value: string | Buffer | null, recordMs = RECORD_MS, maxFutureMs = 300_000) =>
  decodeEvent(typeof value === 'string' ? Buffer.from(value) : value, recordMs, { maxFutureMs })
const deadLetter = (reason: string) => left({ reason, errors: [] })
const BYTE_ORDER_MARK = {
  path: '$',
  expected: 'a JSON object in UTF-8',
  hint: 'begins with a byte order mark: leave it out',
}
const tooFarAhead = (timeMs: number, hint?: string) =>
  left({
    reason: 'future_timestamp',
    errors: [
      {
        path: '$.timestamp',
        expected: "unix seconds up to the year 9999, no further ahead of the record's timestamp than --max-future",
        ...(hint && { hint }),
      },
    ],
    event: eventAt(timeMs),
  })

describe('decodeEvent', () => {
  it('makes an event of its tenant, type and time (E1)', () => {
    const json = '{"tenant_id":"acme","event_type":"click","timestamp":1431864000.123}'
    expect(decode(json)).toEqual(right(eventAt(1_431_864_000_123, { tenant: 'acme', type: 'click' })))
  })

  it('takes the session id out of the payload (E1)', () => {
    const payload = { session_id: 's1', page: '/' }
    const json = eventJson(5_000, { event_type: 'session_start', payload })
    expect(decode(json)).toEqual(right(eventAt(5_000, { type: 'session_start', session: 's1' })))
    // It neither opens nor closes the session that it names.
    expect(decode(eventJson(5_000, { payload }))).toEqual(right(eventAt(5_000)))
  })

  it('ignores what it does not know, and white space (E1)', () => {
    expect(decode(` \n${eventJson(5_000, { payload: { a: [{}] }, extra: null })}\t`)).toEqual(right(eventAt(5_000)))
  })

  it('takes the last of two equal keys (E4)', () => {
    const json = '{"tenant_id":"b","event_type":"x","timestamp":9,"tenant_id":"a","event_type":"view","timestamp":5}'
    expect(decode(json)).toEqual(right(eventAt(5_000)))
    expect(decode('{"tenant_id":"a","event_type":"view","timestamp":5,"tenant_id":1}')).toMatchObject(
      left({ reason: 'schema' }),
    )
  })

  it('takes an escaped key for the key that it spells', () => {
    expect(decode('{"\\u0074enant_id":"a","event_type":"view","timestamp":5}')).toEqual(right(eventAt(5_000)))
  })

  it.each([
    ['null, a tombstone', null, 'empty'],
    ['no bytes', '', 'empty'],
    ['white space only', ' ', 'bad_json'],
    ['one byte over 1 MiB', Buffer.alloc(1_048_577, 0x20), 'too_large'],
    ['a byte that is no UTF-8', Buffer.from([0x22, 0xff, 0x22]), 'invalid_utf8'],
    ['65 levels', '['.repeat(65), 'too_deep'],
    ['half an event', eventJson(5_000).slice(0, -1), 'bad_json'],
    ['two events', eventJson(5_000).repeat(2), 'bad_json'],
  ])('%s is a dead letter', (_, value, reason) => {
    expect(decode(value)).toEqual(deadLetter(reason))
  })

  it('says of a value that is no text or no JSON what it seems to be, where that is known', () => {
    expect(decode(`\ufeff${eventJson(5_000)}`)).toEqual(left({ reason: 'invalid_utf8', errors: [BYTE_ORDER_MARK] }))
  })

  it('says whose event it would have been, where the record does', () => {
    expect(decode('{"tenant_id":"acme"}')).toMatchObject(left({ reason: 'schema', tenant: 'acme' }))
    const others = ['{"tenant_id":""}', '{}', '[]', 'null', '"tenant_id"', '{"__proto__":{"tenant_id":"acme"}}']
    for (const json of others) expect(decode(json)).not.toHaveProperty('left.tenant')
  })

  it('says where the schema was missed and what was expected, never the value (E4)', () => {
    const json = '{"tenant_id":"","event_type":"secret\\ud800","timestamp":1e999,"payload":{"session_id":7}}'
    const name = 'a string of 1 to 256 characters of well-formed Unicode'
    const errors = [
      { path: '$.tenant_id', expected: name },
      { path: '$.event_type', expected: name },
      { path: '$.timestamp', expected: 'a finite number of unix seconds, not below 0' },
      { path: '$.payload.session_id', expected: name, hint: 'a number: put it in quotes' },
    ]
    expect(decode(json)).toEqual(left({ reason: 'schema', errors }))
  })

  it('looks for the reasons in the order of E4', () => {
    const future = { timestamp: 9e9 }
    const schema = '{"tenant_id":1,"timestamp":9e9}'
    const badJson = `${schema}!`
    const tooDeep = `${'['.repeat(65)}${badJson}`
    const invalid = Buffer.concat([Buffer.from(tooDeep), Buffer.from([0xff])])
    const tooLarge = Buffer.concat([invalid, Buffer.alloc(1_048_576)])
    const reasons = [tooLarge, invalid, tooDeep, badJson, schema, eventJson(0, future)].map((value) => decode(value))
    expect(reasons).toMatchObject(
      ['too_large', 'invalid_utf8', 'too_deep', 'bad_json', 'schema', 'future_timestamp'].map((reason) =>
        left({ reason }),
      ),
    )
  })
})

describe('the time of an event and the time of its record (E3)', () => {
  it.each([
    ['at the limit', RECORD_MS + 300_000, true],
    ['one millisecond over it', RECORD_MS + 300_001, false],
    ['long before the record', 0, true],
  ])('%s', (_, timeMs, isEvent) => {
    expect(decode(eventJson(timeMs))).toEqual(isEvent ? right(eventAt(timeMs)) : tooFarAhead(timeMs))
  })

  it('the machine has no part in it: an event of the year 3000 is one where its record is of that year', () => {
    const timeMs = Date.UTC(3000, 0)
    expect(decode(eventJson(timeMs), timeMs)).toEqual(right(eventAt(timeMs)))
    expect(decode(eventJson(timeMs), Date.now())).toEqual(tooFarAhead(timeMs))
  })

  it('a timestamp in milliseconds where seconds are due lies far in the future', () => {
    const hint = 'looks like milliseconds: seconds expected'
    expect(decode(eventJson(RECORD_MS * 1000))).toEqual(tooFarAhead(RECORD_MS * 1000, hint))
  })

  it('a record without a timestamp (-1) vouches only for the first minutes of 1970', () => {
    expect(decode(eventJson(299_999), -1)).toEqual(right(eventAt(299_999)))
    expect(decode(eventJson(300_000), -1)).toEqual(tooFarAhead(300_000))
  })

  it('the year 9999 is the last', () => {
    const lastMs = Date.UTC(10_000, 0) - 1
    expect(decode(eventJson(lastMs), lastMs)).toEqual(right(eventAt(lastMs)))
    expect(decode(eventJson(lastMs + 1), lastMs + 1)).toEqual(tooFarAhead(lastMs + 1))
    expect(decode(eventJson(0, { timestamp: 1e300 }), Number.MAX_SAFE_INTEGER)).toEqual(tooFarAhead(1e303))
  })
})
