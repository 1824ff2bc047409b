import fc from 'fast-check'
import { isLeft } from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { decodeEvent } from '../../src/decode/decode-event.ts'
import { REASONS } from '../../src/event/reason.ts'
import { plainEvent } from '../../src/verify/plain-event.ts'
import { judge } from './oracle.ts'

const RECORD_MS = 5_000
const MAX_FUTURE_MS = 1_000

const outcome = (bytes: Buffer): string | number => {
  const decoded = decodeEvent(bytes, RECORD_MS, { maxFutureMs: MAX_FUTURE_MS })
  return isLeft(decoded) ? decoded.left.reason : decoded.right.timeMs
}
/** With the rules as the test has them, and with the plain reading that `verify` goes by. */
const agrees = (bytes: Buffer): void => {
  expect(outcome(bytes)).toBe(judge(bytes, RECORD_MS, MAX_FUTURE_MS))
  const decoded = decodeEvent(bytes, RECORD_MS, { maxFutureMs: MAX_FUTURE_MS })
  const { tenant, type, timeMs, sessionId } = isLeft(decoded) ? ABSENT : decoded.right
  const expected = isLeft(decoded) ? decoded.left.reason : { tenant, type, timeMs, sessionId }
  const plain = plainEvent(bytes, RECORD_MS, MAX_FUTURE_MS)
  // Of which sessions a view names the pipeline keeps nothing.
  const isView = typeof plain !== 'string' && !SESSION_TYPES.includes(plain.type)
  expect(isView ? { ...plain, sessionId: null } : plain).toEqual(expected)
}
const SESSION_TYPES = ['session_start', 'session_end']
const ABSENT = { tenant: null, type: null, timeMs: null, sessionId: null }

const name = fc.oneof(
  { weight: 6, arbitrary: fc.string({ unit: 'binary', minLength: 1, maxLength: 4 }) },
  { weight: 1, arbitrary: fc.constantFrom<unknown>('', '\ud800', '\udc00a', null, 7, 'a'.repeat(257)) },
  { weight: 1, arbitrary: fc.constantFrom('🌊'.repeat(256), '🌊'.repeat(257), '__proto__', '../../etc') },
)
const type = fc.oneof(name, fc.constantFrom(...SESSION_TYPES))
const timestamp = fc.oneof(
  { weight: 6, arbitrary: fc.double({ min: -0.002, max: 6.002, noNaN: true }) },
  { weight: 1, arbitrary: fc.double() },
  { weight: 1, arbitrary: fc.constantFrom<unknown>(6, 6.0005, 6.0004, -0, '5', null, 1e306) },
)
const payload = fc.oneof(
  fc.record({ session_id: name, any: fc.jsonValue() }, { requiredKeys: [] }),
  fc.jsonValue({ maxDepth: 2 }),
)
const eventJson = fc
  .record(
    { tenant_id: name, event_type: type, timestamp, payload },
    { requiredKeys: ['tenant_id', 'event_type', 'timestamp'] },
  )
  .map((event) => JSON.stringify(event))

/** Some bytes of the text cut out, and others put in at the same place. */
const mutated = fc
  .tuple(eventJson, fc.nat(), fc.nat(6), fc.oneof(fc.uint8Array({ maxLength: 4 }), fc.constantFrom(...'{}[]",:\\0e-')))
  .map(([json, at, cut, put]) => {
    const bytes = Buffer.from(json)
    const start = at % (bytes.length + 1)
    return Buffer.concat([bytes.subarray(0, start), Buffer.from(put as Uint8Array), bytes.subarray(start + cut)])
  })

/** Brackets, quotes and backslashes, of which some are deep and a few are JSON. */
const brackets = fc
  .array(
    fc.tuple(
      fc.constantFrom('[', ']', '{', '}', '"', '\\', '\\"', '[]', '"["', 'é🌊'),
      fc.constantFrom(1, 1, 1, 63, 64),
    ),
  )
  .map((runs) => Buffer.from(runs.map(([text, times]) => text.repeat(times)).join('')))

const nested = fc.nat(70).map((levels) => Buffer.from(`${'['.repeat(levels)}${']'.repeat(levels)}`))

describe('decodeEvent judges as the rules do, whatever the bytes (E1 to E4)', () => {
  it('events and near-events', () => {
    fc.assert(
      fc.property(eventJson, (json) => agrees(Buffer.from(json))),
      { numRuns: 3_000 },
    )
  })

  it('events with a few bytes changed', () => {
    fc.assert(fc.property(mutated, agrees), { numRuns: 4_000 })
  })

  it('any JSON', () => {
    fc.assert(
      fc.property(fc.json(), (json) => agrees(Buffer.from(json))),
      { numRuns: 500 },
    )
  })

  it('brackets, quotes and backslashes', () => {
    fc.assert(fc.property(fc.oneof(brackets, nested), agrees), { numRuns: 2_000 })
  })

  it('random bytes', () => {
    const bytes = fc.uint8Array({ maxLength: 40 }).map((array) => Buffer.from(array))
    fc.assert(fc.property(bytes, agrees), { numRuns: 2_000 })
  })

  it('never throws, and a dead letter has one reason of the list, and errors where there is more to say', () => {
    fc.assert(
      fc.property(fc.oneof(mutated, brackets), fc.integer(), (bytes, recordMs) => {
        const decoded = decodeEvent(bytes, recordMs, { maxFutureMs: MAX_FUTURE_MS })
        if (!isLeft(decoded)) return
        const { reason, errors } = decoded.left
        expect(REASONS).toContain(reason)
        if (reason === 'schema' || reason === 'future_timestamp') expect(errors).not.toEqual([])
        else if (reason === 'bad_json' || reason === 'invalid_utf8') expect(errors.every(({ hint }) => hint)).toBe(true)
        else expect(errors).toEqual([])
      }),
      { numRuns: 1_000 },
    )
  })

  it('gives the name of an event as it was written', () => {
    const text = fc.string({ unit: 'binary', minLength: 1, maxLength: 256 })
    fc.assert(
      fc.property(
        text,
        fc.oneof(text, fc.constantFrom(...SESSION_TYPES)),
        text,
        (tenant_id, event_type, session_id) => {
          const bytes = Buffer.from(JSON.stringify({ tenant_id, event_type, timestamp: 1, payload: { session_id } }))
          const decoded = decodeEvent(bytes, RECORD_MS, { maxFutureMs: 0 })
          const sessionId = SESSION_TYPES.includes(event_type) ? session_id : null
          const right = { kind: 'event', tenant: tenant_id, type: event_type, timeMs: 1000, sessionId }
          expect(decoded).toEqual({ _tag: 'Right', right })
        },
      ),
      { numRuns: 300 },
    )
  })
})
