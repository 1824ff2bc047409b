import { gzipSync } from 'node:zlib'
import type { Header } from '../../src/log/record-batch.ts'
import type { Random } from '../../src/produce/random.ts'

/** A record as anybody may write it. */
export interface HostileRecord {
  readonly key: Buffer | null
  readonly value: Buffer | null
  readonly headers: readonly Header[]
  /** Unix milliseconds; -1: it has none. */
  readonly timestampMs: number
}

const one = <T>(random: Random, items: readonly T[]): T => items[random.below(items.length)]!
const happens = (random: Random, once: number) => random.below(once) === 0

/** An event from about a record's time, changed in no, one or more ways, of which some leave it an event; keys and headers likewise. */
export const hostileRecord = (random: Random, recordMs: number): HostileRecord => ({
  key: one(random, [null, Buffer.from('acme'), Buffer.alloc(0), Buffer.alloc(random.below(300), 0xff)]),
  value: hostileValue(random, recordMs),
  headers: happens(random, 3) ? Array.from({ length: 1 + random.below(4) }, () => hostileHeader(random)) : [],
  timestampMs: happens(random, 50) ? -1 : recordMs,
})

const NAMES = ['"acme"', '"tenant_1"', '"__proto__"', '"../../etc"', '"\\ud83c\\udf0a"', '"é"', '"שלום"']
const TYPES = ['"view"', '"click"', '"session_start"', '"session_end"']
/** What is put in the place of a field's value: much of it another type, or at the edge of one. */
const TOKENS = [
  ...['null', 'true', '0', '-0', '-1', '7', '1e999', '-1e999', '1e-400', '1e300', '05', '+5', 'NaN', '253402300800'],
  ...['""', '"now"', '"1431864000"', '"2015-05-17T12:00:00Z"', '"\\ud800"', '"\\u0000"', "'a'", '"a', 'a"', '"\t"'],
  ...['[]', '{}', '[[]]', '{"session_id":7}', '{"session_id":null}', '{"__proto__":{}}', '"{\\"tenant_id\\":1}"', ''],
]
const SPELLINGS = [
  ...['tenantId', 'TENANT_ID', 'tenant-id', 'tenant', 'eventType', 'Event_Type', 'type', 'ts', 'time', 'Timestamp'],
  ...['__proto__', 'constructor', 'toJSON', 'secret', '', 'tenant_id\\n', '\\u0074enant_id', 'tenant_id', 'payload'],
]
type Field = [name: string, json: string]

const eventFields = (random: Random, recordMs: number): Field[] => {
  const seconds = (recordMs - random.below(30_000)) / 1000
  const fields: Field[] = [
    ['tenant_id', one(random, NAMES)],
    ['event_type', one(random, TYPES)],
    ['timestamp', String(seconds)],
  ]
  if (happens(random, 2)) fields.push(['payload', `{"session_id":"s${random.below(50)}","page":"/"}`])
  if (happens(random, 5)) fields.push(['extra', '[{"a":[1,2.5,{"b":null}]},"x"]'])
  return fields
}

type FieldChange = (fields: Field[], i: number, random: Random) => void
const FIELD_CHANGES: readonly FieldChange[] = [
  (fields, i, random) => fields.splice(i, 1, [fields[i]![0], one(random, TOKENS)]),
  (fields, i, random) => fields.splice(i, 1, [one(random, SPELLINGS), fields[i]![1]]),
  (fields, i) => fields.splice(i, 1),
  (fields, i, random) => fields.push([fields[i]![0], one(random, [...TOKENS, fields[i]![1]])]),
  (fields, i, random) => fields.splice(i, 1, [fields[i]![0], `"${'n🌊'.repeat(random.below(200))}"`]),
  (fields, i, random) => {
    const levels = 60 + random.below(8)
    fields.splice(i, 1, ['payload', `{"x":${'['.repeat(levels)}${']'.repeat(levels)}}`])
  },
  (fields, i, random) => {
    const [name, json] = fields[i]!
    if (name === 'timestamp') fields.splice(i, 1, [name, `${json}${one(random, ['e3', 'e6', 'e9', 'e0', '000', '.'])}`])
  },
]

type TextChange = (text: string, random: Random) => string
const TEXT_CHANGES: readonly TextChange[] = [
  (text) => `[${text}]`,
  (text) => JSON.stringify(text),
  (text) => text + text,
  (text) => `\ufeff${text}`,
  (text) => ` \n\t${text}\r `,
  (text, random) => text.slice(0, random.below(text.length + 1)),
  (text) => text.replaceAll(',', ' , ').replaceAll(':', ' : '),
  (text, random) => text.replace('}', one(random, ['', ',}', '}}', ']', '/* */}', '\u0000}'])),
  (text, random) => (happens(random, 200) ? text.padEnd(1_048_574 + random.below(4)) : text),
  (text, random) => (happens(random, 20) ? `{"x":"${'x'.repeat(random.below(40_000))}",${text.slice(1)}` : text),
]

type ByteChange = (bytes: Buffer, random: Random) => Buffer
const splice = (bytes: Buffer, at: number, cut: number, put: Uint8Array): Buffer =>
  Buffer.concat([bytes.subarray(0, at), put, bytes.subarray(at + cut)])
const someBytes = (random: Random) => Buffer.from(Array.from({ length: 1 + random.below(4) }, () => random.below(256)))
const BYTE_CHANGES: readonly ByteChange[] = [
  (bytes, random) => splice(bytes, random.below(bytes.length + 1), 1, someBytes(random)),
  (bytes, random) => splice(bytes, random.below(bytes.length + 1), 0, someBytes(random)),
  (bytes, random) => splice(bytes, random.below(bytes.length + 1), 1 + random.below(9), Buffer.alloc(0)),
  (bytes, random) => splice(bytes, random.below(bytes.length + 1), 1, Buffer.from(one(random, [...'{}[]",:\\0e-']))),
  (bytes) => Buffer.from(bytes.toString('utf8'), 'latin1'),
  (bytes) => Buffer.from(bytes.toString('utf8'), 'utf16le'),
  (bytes) => Buffer.from(bytes.toString('utf8'), 'utf16le').swap16(),
  (bytes) => Buffer.concat([Buffer.from([0, 0, 0, 0, 7]), bytes]),
  (bytes, random) => (happens(random, 10) ? gzipSync(bytes) : bytes),
  (bytes, random) => splice(bytes, 0, 0, one(random, [Buffer.from('Obj\u0001'), Buffer.from('28b52ffd', 'hex')])),
  (_, random) => Buffer.alloc(random.below(3), random.below(256)),
]

const hostileValue = (random: Random, recordMs: number): Buffer | null => {
  if (happens(random, 500)) return null
  const fields = eventFields(random, recordMs)
  for (let n = random.below(3); n > 0 && fields.length > 0; n--)
    one(random, FIELD_CHANGES)(fields, random.below(fields.length), random)
  let text = `{${fields.map(([name, json]) => `"${name}":${json}`).join(',')}}`
  if (happens(random, 4)) text = one(random, TEXT_CHANGES)(text, random)
  let bytes = Buffer.from(text)
  if (happens(random, 4)) bytes = Buffer.from(one(random, BYTE_CHANGES)(bytes, random))
  return bytes
}

const HEADER_NAMES = [
  ...['trace', '', '__proto__', 'tideline.v', 'tideline.reason', 'tideline.errors', 'tideline.truncated'],
  ...['tideline.attempt', 'tideline.tenant', 'tideline.sha256', '__connect.errors.offset', '__connect.errors.topic'],
  ...['kafka_dlt-original-topic', 'tideline.first-failed-at', 'tideline.redrive', 'tideline.redrive'],
]
const HEADER_VALUES = [
  ...['', '1', '-1', '2', 'schema', 'events', '[]', '[null]', '{', '9999-12-31T23:59:59.999Z', '\u001b[31m', 'value'],
  '{"v":1,"attempt":1,"firstFailedAt":"2026-11-23T00:00:00.000Z","letter":"events_dlq/0/7"}',
  '{"v":1,"attempt":2,"letter":"events_dlq/0/7"}',
  '{"v":1,"attempt":1e9,"firstFailedAt":"2026-11-23T00:00:00.000Z","letter":"events_dlq/0/7"}',
]

const hostileHeader = (random: Random): Header => ({
  key: one(random, HEADER_NAMES),
  value: one(random, [
    null,
    someBytes(random),
    Buffer.alloc(happens(random, 100) ? random.below(30_000) : 10, 0x68),
    ...HEADER_VALUES.map((text) => Buffer.from(text)),
  ]),
})
