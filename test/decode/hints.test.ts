import { describe, expect, it } from 'vitest'
import { fieldHint, rootHint } from '../../src/decode/hints.ts'

describe('the hint of a missing field', () => {
  const missing = (codec: string, root: object) => fieldHint(codec, undefined, root)

  it.each([
    'tenantId',
    'tenant-id',
    'TENANT_ID',
    'TenantID',
    'tenant.id',
    'tenant id',
    'tenantid',
    'Tenant',
  ])('names %s, which is there instead of tenant_id', (key) => {
    expect(missing('TenantId', { [key]: 'secret' })).toBe(`tenant_id is missing, ${key} is there`)
  })

  it.each([
    ['EventType', 'eventType', 'event_type is missing, eventType is there'],
    ['EventType', 'type', 'event_type is missing, type is there'],
    ['Timestamp', 'ts', 'timestamp is missing, ts is there'],
    ['Timestamp', 'timeStamp', 'timestamp is missing, timeStamp is there'],
  ])('%s: %s', (codec, key, hint) => {
    expect(missing(codec, { [key]: 1 })).toBe(hint)
  })

  it('prefers the same name in another spelling', () => {
    expect(missing('TenantId', { tenant: 1, 'TENANT-ID': 1 })).toBe('tenant_id is missing, TENANT-ID is there')
  })

  it.each([
    ['secret'],
    ['tenant_id\n'],
    ['tenant\u202e_id'],
    ['\u001b[31mtenant_id'],
    [`tenant${'_'.repeat(40)}id`],
    ['ten\u212aant_id'],
    ['__proto__'],
  ])('names no other key of the record: %j', (key) => {
    expect(missing('TenantId', { [key]: 1 })).toBeUndefined()
  })
})

describe('the hint of a field that is there', () => {
  it.each([
    ['Timestamp', '1431864000.5', 'a number in quotes: leave them out'],
    ['Timestamp', '2015-05-17T12:00:00Z', 'looks like an ISO date: unix seconds expected'],
    ['Timestamp', 'now', undefined],
    ['Timestamp', -1, undefined],
    ['Timestamp', null, undefined],
    ['TenantId', 7, 'a number: put it in quotes'],
    ['EventType', 7, 'a number: put it in quotes'],
    ['SessionId', 7, 'a number: put it in quotes'],
    ['SessionId', null, 'null: leave it out'],
    ['TenantId', null, undefined],
    ['TenantId', '', undefined],
    ['UnknownRecord', null, 'null: leave it out'],
    ['UnknownRecord', '{"session_id":"s"}', 'JSON in a JSON string: it was encoded twice'],
    ['UnknownRecord', [], undefined],
    ['number', 'x', undefined],
  ])('%s %j: %s', (codec, given, hint) => {
    expect(fieldHint(codec, given, {})).toBe(hint)
  })
})

describe('the hint of a record that is no object', () => {
  it.each([
    [[{}], 'a list: one event a record'],
    [' {"tenant_id":"a"}', 'JSON in a JSON string: it was encoded twice'],
    ['a', undefined],
    [null, undefined],
    [7, undefined],
  ])('%j: %s', (root, hint) => {
    expect(rootHint(root)).toBe(hint)
  })
})
