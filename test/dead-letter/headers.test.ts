import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { NAMES } from '../../src/dead-letter/header-names.ts'
import { headersOfOrigin, type Origin, originOf, withoutOrigin } from '../../src/dead-letter/headers.ts'
import { redriveHeader } from '../../src/dead-letter/redrive-header.ts'
import { REASONS } from '../../src/event/reason.ts'
import type { Header } from '../../src/log/record-batch.ts'

const withOrigin = (original: readonly Header[], origin: Origin) => headersOfOrigin(origin)(original, origin)

const origin: Origin = {
  topic: 'events',
  partition: 3,
  offset: 9_007_199_254_740_991,
  reason: 'schema',
  errors: [{ path: '$.tenant_id', expected: 'a string', hint: 'a number: put it in quotes' }],
  attempt: 1,
}
/** All that a letter can say of itself. */
const whole: Origin = {
  ...origin,
  group: 'tideline',
  tenant: 'acme',
  timestampMs: 1_763_870_400_000,
  sha256: '0f'.repeat(32),
  valueBytes: 1_041,
  attempt: 2,
  firstFailedAtMs: Date.UTC(2026, 10, 23, 10, 11, 12, 131),
  build: '0.2.0',
}
const header = (key: string, value: string | null): Header => ({
  key,
  value: value === null ? null : Buffer.from(value),
})
const texts = (headers: readonly Header[]) => headers.map(({ key, value }) => [key, value?.toString() ?? null])

const anyHeaders = fc.array(
  fc.record({
    key: fc.oneof(fc.string(), fc.constantFrom(...Object.values(NAMES), 'tideline.redrive')),
    value: fc.option(fc.uint8Array({ maxLength: 20 }).map((array) => Buffer.from(array))),
  }),
)
const anyName = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 })
const anyOrigin = fc.record(
  {
    topic: fc.string({ unit: 'grapheme', minLength: 1 }),
    partition: fc.nat(),
    offset: fc.maxSafeNat(),
    reason: fc.constantFrom(...REASONS),
    errors: fc.array(
      fc.record(
        { path: fc.string(), expected: fc.string(), hint: fc.string() },
        { requiredKeys: ['path', 'expected'] },
      ),
      { maxLength: 3 },
    ),
    attempt: fc.integer({ min: 1, max: 1_000 }),
    group: anyName,
    tenant: anyName,
    timestampMs: fc.maxSafeNat(),
    sha256: fc.stringMatching(/^[0-9a-f]{64}$/),
    valueBytes: fc.nat(),
    firstFailedAtMs: fc.nat({ max: Date.UTC(9999, 11, 31) }),
    build: anyName,
  },
  { requiredKeys: ['topic', 'partition', 'offset', 'reason', 'errors', 'attempt'] },
)

describe('the headers of a dead letter', () => {
  it('say where it came from and why, in the words of Kafka Connect, of Spring and our own', () => {
    expect(texts(withOrigin([], whole))).toEqual([
      ['tideline.v', '2'],
      ['tideline.reason', 'schema'],
      ['tideline.errors', '[{"path":"$.tenant_id","expected":"a string","hint":"a number: put it in quotes"}]'],
      ['__connect.errors.topic', 'events'],
      ['__connect.errors.partition', '3'],
      ['__connect.errors.offset', '9007199254740991'],
      ['__connect.errors.connector.name', 'tideline'],
      ['__connect.errors.task.id', '3'],
      ['__connect.errors.stage', 'VALUE_CONVERTER'],
      ['__connect.errors.class.name', 'tideline.decode'],
      ['kafka_dlt-original-topic', 'events'],
      ['tideline.group', 'tideline'],
      ['tideline.build', '0.2.0'],
      ['__connect.errors.exception.class.name', 'schema'],
      ['__connect.errors.exception.message', '$.tenant_id: expected a string (a number: put it in quotes)'],
      ['tideline.tenant', 'acme'],
      ['tideline.timestamp', '1763870400000'],
      ['tideline.sha256', '0f'.repeat(32)],
      ['tideline.size', '1041'],
      ['tideline.attempt', '2'],
      ['tideline.first-failed-at', '2026-11-23T10:11:12.131Z'],
    ])
  })

  it('leave out what is not known', () => {
    const { errors: _, attempt: __, ...least } = origin
    const names = withOrigin([], { ...least, errors: [] }).map(({ key }) => key)
    expect(names).toEqual(names.filter((name) => !/group|connector|tenant|timestamp|sha|size|first|build/.test(name)))
    expect(names).toContain('tideline.attempt')
  })

  it.each(REASONS)('say in one line of text for people what %s means', (reason) => {
    const message = texts(withOrigin([], { ...origin, reason, errors: [] })).find(([key]) => key === NAMES.message)?.[1]
    expect(message).toMatch(/^[ -~]{10,80}$/)
  })

  it('stand behind the original ones, which keep their order, their repetitions and their nulls', () => {
    const original = [header('trace', 'a'), header('trace', null), header('', 'b')]
    expect(withOrigin(original, origin).slice(0, 3)).toEqual(original)
  })

  it('replace those of an earlier failure', () => {
    const earlier = withOrigin([header('trace', 'a')], {
      ...origin,
      topic: 'events.dlq',
      reason: 'bad_json',
      errors: [],
    })
    expect(withOrigin(earlier, origin)).toEqual(withOrigin([header('trace', 'a')], origin))
  })

  it('replace the one of a record that was sent back, and leave one that is not ours where it is', () => {
    const sentBack = redriveHeader({ attempt: 1, letter: { topic: 'events_dlq', partition: 0, offset: 7 } })
    const foreign = header('tideline.redrive', 'yes')
    expect(withOrigin([foreign, sentBack], origin)).toEqual([foreign, ...withOrigin([], origin)])
  })

  it('leave the original ones when they are taken away', () => {
    const original = [header('trace', 'a'), header('trace', null), header('tideline.redrive', null)]
    expect(withoutOrigin(withOrigin(original, whole))).toEqual(original)
    expect(withoutOrigin([])).toEqual([])
  })

  it('hold as many whole errors as fit into 4 KiB', () => {
    const errors = Array.from({ length: 10 }, (_, i) => ({ path: `$.${i}`, expected: 'é'.repeat(500) }))
    const read = originOf(withOrigin([], { ...origin, errors }))
    expect(read?.errors).toEqual(errors.slice(0, 3))
    expect(
      originOf(withOrigin([], { ...origin, errors: [{ path: 'x'.repeat(5_000), expected: '' }] }))?.errors,
    ).toEqual([])
  })

  it('can be read back, whatever headers the record had', () => {
    fc.assert(
      fc.property(anyHeaders, anyOrigin, (original, written) => {
        expect(originOf(withOrigin(original, written))).toEqual(written)
      }),
    )
  })
})

/** As 0.1 and the first days of 0.2 wrote them. */
const OF_VERSION_1 = [
  ['trace', 'a'],
  ['tideline.v', '1'],
  ['tideline.reason', 'schema'],
  ['tideline.errors', '[{"path":"$.tenant_id","expected":"a string"}]'],
  ['__connect.errors.topic', 'events'],
  ['__connect.errors.partition', '3'],
  ['__connect.errors.offset', '1041'],
] as const

describe('originOf', () => {
  it('reads letters of version 1', () => {
    const letter = OF_VERSION_1.map(([key, value]) => header(key, value))
    const said = {
      ...{ topic: 'events', partition: 3, offset: 1041, reason: 'schema', attempt: 1 },
      errors: [{ path: '$.tenant_id', expected: 'a string' }],
    }
    expect(originOf(letter)).toEqual(said)
    expect(originOf([...letter, header('tideline.group', 'tideline')])).toEqual({ ...said, group: 'tideline' })
  })

  it.each([
    [[]],
    [[header('trace', 'a')]],
    [[header('__connect.errors.topic', 'events')]],
  ])('is null where the headers are not ours', (headers) => {
    expect(originOf(headers)).toBeNull()
  })

  it('is null where the place or the reason is missing or null', () => {
    const NEEDED = [NAMES.topic, NAMES.partition, NAMES.offset, NAMES.reason] as readonly string[]
    const letter = withOrigin([], whole)
    for (const { key } of letter) {
      const without = letter.filter((one) => one.key !== key)
      expect(originOf(without) === null, key).toBe(NEEDED.includes(key))
      expect(originOf([...without, header(key, null)]) === null, key).toBe(NEEDED.includes(key))
    }
  })

  it.each([
    ['tideline.tenant', '\u0061'.repeat(257)],
    ['tideline.timestamp', '-1'],
    ['tideline.timestamp', '1e3'],
    ['tideline.sha256', 'ABC'],
    ['tideline.size', '9'.repeat(17)],
    ['tideline.first-failed-at', 'yesterday'],
    ['tideline.first-failed-at', '2026-11-23'],
    ['tideline.first-failed-at', '2026-02-31T10:11:12.131Z'],
    ['tideline.first-failed-at', '+010000-01-01T00:00:00.000Z'],
    ['tideline.attempt', '-7'],
    ['tideline.attempt', '0'],
  ])('leaves out %s where it is %j, and takes the attempt for the first', (name, value) => {
    expect(originOf([...withOrigin([], { ...origin, errors: [] }), header(name, value)])).toEqual({
      ...origin,
      errors: [],
    })
  })

  it.each([
    ['__connect.errors.partition', 'abc'],
    ['__connect.errors.partition', ''],
    ['__connect.errors.offset', '-1'],
    ['__connect.errors.offset', '1e3'],
    ['tideline.reason', 'because'],
  ])('is null where %s is %j', (name, value) => {
    expect(originOf([...withOrigin([], { ...origin, errors: [] }), header(name, value)])).toBeNull()
  })

  it('takes the last of two headers of one name, as Kafka does', () => {
    const headers = [...withOrigin([], { ...origin, errors: [] }), header('tideline.reason', 'bad_json')]
    expect(originOf(headers)?.reason).toBe('bad_json')
  })

  it('says that some of the record is missing, whatever it is', () => {
    expect(originOf([...withOrigin([], origin), header('tideline.truncated', 'value,headers')])).toEqual({
      ...origin,
      truncated: true,
    })
  })

  it.each([
    ['{'],
    ['1'],
    ['null'],
    [''],
    ['[null,7,{},{"path":1,"expected":""},{"path":"","expected":"","hint":1}]'],
  ])('takes errors that are no list (%s) for none', (json) => {
    const headers = [...withOrigin([], { ...origin, errors: [] }), header('tideline.errors', json)]
    expect(originOf(headers)).toEqual({ ...origin, errors: [] })
  })
})
