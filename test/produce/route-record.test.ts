import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { partitionOf } from '../../src/log/partition-of.ts'
import { routeRecord } from '../../src/produce/route-record.ts'

const keyOf = (value: string | Buffer) => routeRecord(Buffer.from(value), 4).key?.toString() ?? null
const keyed = (tenant: string) => keyOf(JSON.stringify({ tenant_id: tenant, event_type: 'view', timestamp: 1 }))

describe('a record', () => {
  it.each([
    'tenant_1',
    '../../etc',
    '__proto__',
    'مستأجر',
    '🦀',
    ' ',
    '\u0000',
    '🦀'.repeat(256),
  ])('is keyed by its tenant %j', (tenant) => {
    expect(keyed(tenant)).toBe(tenant)
  })

  it('goes where every Kafka client sends its key', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 }),
        fc.integer({ min: 1, max: 64 }),
        (tenant, partitions) => {
          const { key, partition } = routeRecord(Buffer.from(JSON.stringify({ tenant_id: tenant })), partitions)
          expect(key).toEqual(Buffer.from(tenant))
          expect(partition).toBe(partitionOf(Buffer.from(tenant), partitions))
        },
      ),
    )
  })

  it('needs no more than a tenant to have a key', () => {
    expect(keyOf('{"tenant_id":"a"}')).toBe('a')
    expect(keyOf('{"tenant_id":"a","timestamp":"soon","payload":7}')).toBe('a')
    expect(keyOf('{"tenant_id":"a","tenant_id":"b"}')).toBe('b')
  })
})

describe('a record without a tenant that can be read', () => {
  it.each([
    ['no bytes', ''],
    ['no JSON', 'GET / 200'],
    ['null', 'null'],
    ['a number', '7'],
    ['a text', '"tenant_id"'],
    ['a list', '[{"tenant_id":"a"}]'],
    ['no tenant', '{}'],
    ['a number for a tenant', '{"tenant_id":7}'],
    ['an empty tenant', '{"tenant_id":""}'],
    ['too long a tenant', `{"tenant_id":"${'t'.repeat(257)}"}`],
    ['a lone surrogate', '{"tenant_id":"\\ud83d"}'],
    ['an inherited tenant', '{"__proto__":{"tenant_id":"a"}}'],
    ['a byte order mark', '\ufeff{"tenant_id":"a"}'],
    ['bad UTF-8', Buffer.from('{"tenant_id":"caf\xe9"}', 'latin1')],
  ])('has no key: %s', (_, value) => {
    expect(keyOf(value)).toBeNull()
  })

  it('is spread by its bytes, whatever they are', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.integer({ min: 1, max: 64 }), (bytes, partitions) => {
        const value = Buffer.from(bytes)
        expect(routeRecord(value, partitions)).toEqual({ key: null, partition: partitionOf(value, partitions) })
      }),
    )
  })

  it('may be hostile', () => {
    const nested = (levels: number) => `{"tenant_id":"a","payload":${'['.repeat(levels)}${']'.repeat(levels)}}`
    expect(keyOf(nested(100_000))).toBe('a')
    expect(keyOf('['.repeat(10_000_000))).toBeNull()
    expect(keyOf(`{"tenant_id":"a","payload":"${'x'.repeat(10_000_000)}"}`)).toBe('a')
    expect(keyOf(`{"tenant_id":"${'x'.repeat(10_000_000)}"}`)).toBeNull()
  })
})
