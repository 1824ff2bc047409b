import type { Origin } from '../../src/dead-letter/headers.ts'
import type { Letter } from '../../src/dead-letter/read-letters.ts'

/** A letter as a test wants it: the schema's, of tenant `acme`, unless said. */
export const originWith = (over: Partial<Origin> = {}): Origin => ({
  topic: 'events',
  partition: 2,
  offset: 1041,
  reason: 'schema',
  errors: [{ path: '$.timestamp', expected: 'a finite number of unix seconds, not below 0' }],
  tenant: 'acme',
  group: 'tideline',
  ...over,
})

export const letterWith = (over: Partial<Letter> = {}): Letter => ({
  topic: 'events_dlq',
  partition: 0,
  offset: 17,
  appendedMs: Date.parse('2026-11-23T10:00:00Z'),
  origin: originWith(),
  key: Buffer.from('acme'),
  value: Buffer.from('{"tenant_id":"acme"}'),
  headers: [],
  ...over,
})
