import fc from 'fast-check'
import { isRight } from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { decodeEvent } from '../../src/decode/decode-event.ts'
import { scanEvent } from '../../src/decode/scan-event.ts'
import type { Event } from '../../src/event/event.ts'
import { sharedBytes } from '../../src/log/shared-bytes.ts'
import { syntheticEvents } from '../../src/produce/synthetic-events.ts'

/** A record between others in a batch's bytes, begun at any position of a word. What is around it would go on where it ends. */
const scanned = (value: Buffer, before = value.length % 7, after = value.length % 5): Event | null => {
  const json = sharedBytes(Buffer.concat([Buffer.alloc(before, '{"a'), value, Buffer.alloc(after, '0"}')]))
  return scanEvent(json, before, before + value.length)
}

const decodeJson = (value: Buffer) => decodeEvent(value, Number.MAX_SAFE_INTEGER, { maxFutureMs: 0 })

/** The scanner may keep silent; what it says must be what JSON.parse and the codec say. */
const agrees = (value: Buffer): boolean => {
  const event = scanned(value)
  if (event === null) return false
  const decoded = decodeJson(value)
  expect({ text: value.toString('latin1'), event }).toEqual({
    text: value.toString('latin1'),
    event: isRight(decoded) ? decoded.right : (decoded.left.event ?? decoded.left), // an event, but for its time (E3)
  })
  return true
}

const PLAIN =
  '{"tenant_id":"a","event_type":"view","timestamp":1431857103.125,"payload":{"session_id":"s1","n":[1,{}]}}'

const synthetic = [
  ...syntheticEvents({ seed: 3, startMs: 1e12, rate: 7, tenants: 5, invalidShare: 0.3, lateShare: 0.1, count: 400 }),
]

/** Bytes that JSON is made of, and some that it is not. */
const ALPHABET = Buffer.from('{}[]",: \t\n\\-+.eE0123456789truefalsn_ids\0\x1f\x7f\x80\xe9\xff', 'latin1')
const byte = fc.constantFrom(...ALPHABET)

const mutations = fc.array(
  fc.record({
    at: fc.double({ min: 0, max: 0.999, noNaN: true }),
    remove: fc.nat(3),
    insert: fc.array(byte, { maxLength: 3 }),
  }),
  { minLength: 1, maxLength: 3 },
)

const mutated = fc.tuple(fc.constantFrom(Buffer.from(PLAIN), ...synthetic), mutations).map(([value, edits]) =>
  edits.reduce((bytes, { at, remove, insert }) => {
    const from = Math.floor(at * bytes.length)
    return Buffer.concat([bytes.subarray(0, from), Buffer.from(insert), bytes.subarray(from + remove)])
  }, value),
)

const member = fc.oneof(
  fc.tuple(
    fc.constantFrom('tenant_id', 'event_type', 'payload', 'timestamp', 'session_id', '__proto__'),
    fc.jsonValue(),
  ),
  fc.tuple(fc.constantFrom('tenant_id', 'event_type'), fc.string({ maxLength: 300, unit: 'grapheme-ascii' })),
  fc.tuple(fc.constant('timestamp'), fc.oneof(fc.double(), fc.nat(), fc.constantFrom(0, -0, 1e21, 1e-7, 0.1))),
  fc.tuple(fc.constant('payload'), fc.dictionary(fc.constantFrom('session_id', 'x', '__proto__'), fc.jsonValue())),
)

/** Objects written by hand, so that a key may come twice. */
const objectText = fc
  .tuple(fc.array(member, { maxLength: 6 }), fc.constantFrom(',', ', ', ' ,'), fc.constantFrom(':', ': '))
  .map(([members, comma, colon]) => {
    const texts = members.map(([key, value]) => `${JSON.stringify(key)}${colon}${JSON.stringify(value) ?? 'null'}`)
    return Buffer.from(`{${texts.join(comma)}}`)
  })

describe('scanEvent says what the definition says, or nothing', () => {
  it('of synthetic records, all whose bytes are plain', () => {
    const valid = synthetic.filter((value) => isRight(decodeJson(value)))
    expect(valid.length).toBeGreaterThan(200)
    expect(valid.filter(agrees).length).toBe(valid.length)
    for (const value of synthetic) agrees(value)
  })

  it.each([
    ['compact', PLAIN],
    ['with spaces', ' { "payload" : { } , "n" : -1.5 , "tenant_id" : "ab" , "event_type":"view","timestamp" : 1.5 } '],
    ['with a payload of all kinds', PLAIN.replace('[1,{}]', '[-0.5,true,null,{"a":"","b":[]}],"session_id":"s2"')],
  ])('of a record %s with any one byte put in, replaced or taken out', (_, text) => {
    const value = Buffer.from(text)
    for (let at = 0; at <= value.length; at++) {
      for (const byte of ALPHABET) {
        agrees(Buffer.concat([value.subarray(0, at), Buffer.of(byte), value.subarray(at)]))
        agrees(Buffer.concat([value.subarray(0, at), Buffer.of(byte), value.subarray(at + 1)]))
      }
      agrees(Buffer.concat([value.subarray(0, at), value.subarray(at + 1)]))
    }
  })

  it('of mutated records', () => {
    fc.assert(
      fc.property(mutated, (value) => void agrees(value)),
      { numRuns: 20_000 },
    )
  })

  it('of objects with any members, some of them twice', () => {
    fc.assert(
      fc.property(objectText, (value) => void agrees(value)),
      { numRuns: 10_000 },
    )
  })

  it('of any number, as long as it is written plainly', () => {
    const digits = fc.stringMatching(/^\d{1,20}$/)
    const number = fc
      .tuple(digits, fc.option(digits))
      .map(([whole, part]) => (part === null ? whole : `${whole}.${part}`))
    fc.assert(
      fc.property(number, (timestamp) => void agrees(Buffer.from(PLAIN.replace('1431857103.125', timestamp)))),
      { numRuns: 10_000 },
    )
  })

  it('of any bytes', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => void agrees(Buffer.from(bytes))))
  })
})

describe('scanEvent leaves to the definition', () => {
  it.each([
    ['an escape', PLAIN.replace('view', String.raw`v\u0069ew`)],
    ['text beyond ASCII', PLAIN.replace('view', 'vue d’été')],
    ['an exponent', PLAIN.replace('1431857103.125', '1.431857103125e9')],
    ['a line break', PLAIN.replace(',', ',\n')],
    ['a minus that stands alone', PLAIN.replace('[1,', '[- 1,')],
    ['a number that is too long to be exact', PLAIN.replace('1431857103.125', '1431857103.1250000001')],
    ['deep nesting', PLAIN.replace('{}', '['.repeat(20) + ']'.repeat(20))],
    ['an empty name', PLAIN.replace('"a"', '""')],
    ['a name of 257 characters', PLAIN.replace('"a"', `"${'a'.repeat(257)}"`)],
    ['a null payload', PLAIN.replace(/\{"session.*\}\}/, 'null}')],
    ['bytes behind the end', `${PLAIN} x`],
  ])('%s', (_, text) => {
    expect(scanned(Buffer.from(text))).toBeNull()
  })
})
