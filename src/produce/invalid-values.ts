import type { Reason } from '../event/reason.ts'
import type { Random } from './random.ts'

/** A way to be no event, and the reason that the pipeline will give (E4). */
export interface InvalidKind {
  readonly name: string
  readonly reason: Reason
  readonly make: (timestamp: number) => Buffer
}

const BEYOND_ALL_CLOCKS = Date.UTC(9999, 11, 31) / 1000

/** An event as text, with some of its fields replaced by what JSON text is given. */
const event = (fields: Readonly<Record<string, string | undefined>>): string => {
  const all = { tenant_id: '"tenant_1"', event_type: '"view"', ...fields }
  const written = Object.entries(all).flatMap(([name, text]) => (text === undefined ? [] : [`"${name}":${text}`]))
  return `{${written.join(',')}}`
}

const kind = (name: string, reason: Reason, make: (timestamp: number) => string | Buffer): InvalidKind => ({
  name,
  reason,
  make: (timestamp) => Buffer.from(make(timestamp)),
})

const schema = (name: string, fields: (timestamp: string) => Readonly<Record<string, string | undefined>>) =>
  kind(name, 'schema', (timestamp) => event(fields(String(timestamp))))

/**
 * What goes wrong in other people's producers, one of each. `too_large` is left out: at the usual share, values above 1 MiB
 * would be nearly all of the bytes. `crash_suspect` cannot be made.
 */
export const INVALID_KINDS: readonly InvalidKind[] = [
  kind('no bytes', 'empty', () => ''),
  kind('Latin-1 text', 'invalid_utf8', (at) =>
    Buffer.from(event({ tenant_id: '"caf\xe9"', timestamp: `${at}` }), 'latin1'),
  ),
  kind('byte order mark', 'invalid_utf8', (at) => `\ufeff${event({ timestamp: `${at}` })}`),
  kind('100 levels', 'too_deep', (at) =>
    event({ timestamp: `${at}`, payload: `{"a":${'['.repeat(98)}${']'.repeat(98)}}` }),
  ),
  kind('cut off', 'bad_json', (at) => event({ timestamp: `${at}` }).slice(0, -12)),
  kind('a log line', 'bad_json', (at) => `${new Date(at * 1000).toISOString()} GET /checkout 500`),
  kind('NaN', 'bad_json', () => event({ timestamp: 'NaN' })),
  schema('no tenant', (timestamp) => ({ tenant_id: undefined, timestamp })),
  schema('no type', (timestamp) => ({ event_type: undefined, timestamp })),
  schema('no timestamp', () => ({})),
  schema('empty tenant', (timestamp) => ({ tenant_id: '""', timestamp })),
  schema('tenant is a number', (timestamp) => ({ tenant_id: '7', timestamp })),
  schema('tenant of 300 characters', (timestamp) => ({ tenant_id: `"${'t'.repeat(300)}"`, timestamp })),
  schema('lone surrogate', (timestamp) => ({ tenant_id: '"tenant_\\ud83d"', timestamp })),
  schema('type is null', (timestamp) => ({ event_type: 'null', timestamp })),
  schema('timestamp is text', (timestamp) => ({ timestamp: `"${timestamp}"` })),
  schema('timestamp below 0', () => ({ timestamp: '-1' })),
  schema('infinite timestamp', () => ({ timestamp: '1e999' })),
  schema('payload is a list', (timestamp) => ({ timestamp, payload: '[]' })),
  schema('session id is a number', (timestamp) => ({ timestamp, payload: '{"session_id":17}' })),
  kind('a list of events', 'schema', (at) => `[${event({ timestamp: `${at}` })}]`),
  kind('null', 'schema', () => 'null'),
  kind('a clock far ahead', 'future_timestamp', () => event({ timestamp: `${BEYOND_ALL_CLOCKS}` })),
]

/** One of the kinds, each as likely as another. */
export const invalidValue = (random: Random, timeMs: number): Buffer =>
  INVALID_KINDS[random.below(INVALID_KINDS.length)]!.make(timeMs / 1000)
