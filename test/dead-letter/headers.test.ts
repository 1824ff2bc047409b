import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { headersOfOrigin, type Origin, originOf } from '../../src/dead-letter/headers.ts'
import { REASONS } from '../../src/event/reason.ts'
import type { Header } from '../../src/log/record-batch.ts'

const withOrigin = (original: readonly Header[], origin: Origin) => headersOfOrigin(origin)(original, origin)

const origin: Origin = {
  topic: 'events',
  partition: 3,
  offset: 9_007_199_254_740_991,
  reason: 'schema',
  errors: [{ path: '$.tenant_id', expected: 'a string' }],
}
const header = (key: string, value: string | null): Header => ({
  key,
  value: value === null ? null : Buffer.from(value),
})
const texts = (headers: readonly Header[]) => headers.map(({ key, value }) => [key, value?.toString() ?? null])

const anyHeaders = fc.array(
  fc.record({
    key: fc.oneof(fc.string(), fc.constantFrom('tideline.reason', 'tideline.errors', '__connect.errors.offset')),
    value: fc.option(fc.uint8Array({ maxLength: 20 }).map((array) => Buffer.from(array))),
  }),
)
const anyOrigin = fc.record({
  topic: fc.string({ unit: 'grapheme', minLength: 1 }),
  partition: fc.nat(),
  offset: fc.maxSafeNat(),
  reason: fc.constantFrom(...REASONS),
  errors: fc.array(fc.record({ path: fc.string(), expected: fc.string() }), { maxLength: 3 }),
  group: fc.option(fc.string({ unit: 'grapheme', minLength: 1 }), { nil: undefined }),
})

describe('the headers of a dead letter', () => {
  it('say where it came from and why, in the words of Kafka Connect and our own', () => {
    expect(texts(withOrigin([], origin))).toEqual([
      ['tideline.v', '1'],
      ['tideline.reason', 'schema'],
      ['tideline.errors', '[{"path":"$.tenant_id","expected":"a string"}]'],
      ['__connect.errors.topic', 'events'],
      ['__connect.errors.partition', '3'],
      ['__connect.errors.offset', '9007199254740991'],
    ])
  })

  it('name the group, where they are told it', () => {
    expect(texts(withOrigin([], { ...origin, group: 'tideline' })).at(-1)).toEqual(['tideline.group', 'tideline'])
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

describe('originOf', () => {
  it.each([
    [[]],
    [[header('trace', 'a')]],
    [[header('__connect.errors.topic', 'events')]],
  ])('is null where the headers are not ours', (headers) => {
    expect(originOf(headers)).toBeNull()
  })

  it('is null where one of them is missing or null', () => {
    const whole = withOrigin([], { ...origin, errors: [] })
    for (const { key } of whole) {
      const without = originOf(whole.filter((one) => one.key !== key))
      const optional = key === 'tideline.v' || key === 'tideline.errors'
      expect(without).toEqual(optional ? { ...origin, errors: [] } : null)
    }
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

  it.each([['{'], ['1'], ['null'], ['']])('takes errors that are no list (%s) for none', (json) => {
    const headers = [...withOrigin([], { ...origin, errors: [] }), header('tideline.errors', json)]
    expect(originOf(headers)).toEqual({ ...origin, errors: [] })
  })
})
