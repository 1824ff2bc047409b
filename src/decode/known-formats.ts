import { type DecodeFailure, failure } from './decode-failure.ts'

interface KnownFormat {
  /** The first bytes of a value. */
  readonly begins: readonly number[]
  readonly hint: string
}

/** Looked for in this order: UTF-16 without a mark may begin with a zero byte, too. */
const KNOWN_FORMATS: readonly KnownFormat[] = [
  { begins: [0x1f, 0x8b], hint: 'looks like gzip: compress the batch (compression.type), not the value' },
  { begins: [0x28, 0xb5, 0x2f, 0xfd], hint: 'looks like zstd: compress the batch (compression.type), not the value' },
  { begins: [0x4f, 0x62, 0x6a, 0x01], hint: 'looks like an Avro file: JSON expected' },
  { begins: [0xef, 0xbb, 0xbf], hint: 'begins with a byte order mark: leave it out' },
  { begins: [0xff, 0xfe], hint: 'looks like UTF-16: UTF-8 expected' },
  { begins: [0xfe, 0xff], hint: 'looks like UTF-16: UTF-8 expected' },
  { begins: [0x7b, 0x00], hint: 'looks like UTF-16: UTF-8 expected' },
  { begins: [0x00, 0x7b, 0x00], hint: 'looks like UTF-16: UTF-8 expected' },
  { begins: [0x00], hint: "begins with a zero byte, as a schema registry's wire format does: plain JSON expected" },
]

type Unreadable = 'bad_json' | 'invalid_utf8'

const withHint = (reason: Unreadable, hint: string): DecodeFailure =>
  Object.freeze({
    reason,
    errors: Object.freeze([Object.freeze({ path: '$', expected: 'a JSON object in UTF-8', hint })]),
  })

const FAILURES = KNOWN_FORMATS.map(({ begins, hint }) => ({
  begins,
  bad_json: withHint('bad_json', hint),
  invalid_utf8: withHint('invalid_utf8', hint),
}))

/** A value that is no text or no JSON, with what it seems to be, where its first bytes tell. Made once each: a flood of them allocates none. */
export const unreadable = (reason: Unreadable, value: Uint8Array): DecodeFailure =>
  FAILURES.find(({ begins }) => begins.every((byte, i) => value[i] === byte))?.[reason] ?? failure(reason)
