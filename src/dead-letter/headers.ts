import type { SchemaError } from '../decode/decode-failure.ts'
import { REASONS, type Reason } from '../event/reason.ts'
import type { Header } from '../log/record-batch.ts'

/** Where a dead letter came from and why, as its headers say it. */
export interface Origin {
  readonly topic: string
  readonly partition: number
  readonly offset: number
  readonly reason: Reason
  readonly errors: readonly SchemaError[]
  /** The consumer group that could not use it: several may write to one topic. Absent in letters from before 0.2. */
  readonly group?: string | undefined
  /** Whose event it would have been, where that could be read. */
  readonly tenant?: string
  /** The record's own, unix milliseconds. */
  readonly timestampMs?: number
  /** Of the whole value, in hexadecimal. */
  readonly sha256?: string
  /** Of the whole value. */
  readonly valueBytes?: number
  /** True where the letter holds only the beginning of the value: the source has all of it, as long as it keeps it. */
  readonly truncated?: boolean
  /** How often it has failed: 1 the first time, one more each time that it was redriven and failed again. */
  readonly attempt?: number
  /** Unix milliseconds. */
  readonly firstFailedAtMs?: number
  /** Of the pipeline that could not use it. */
  readonly build?: string
}

/** Bumped when a header changes its meaning. */
const VERSION = '1'
const MAX_ERRORS_BYTES = 4096

/** The names that Kafka Connect's dead-letter queue uses, which tools know, and our own. */
const NAMES = {
  version: 'tideline.v',
  reason: 'tideline.reason',
  errors: 'tideline.errors',
  topic: '__connect.errors.topic',
  partition: '__connect.errors.partition',
  offset: '__connect.errors.offset',
  group: 'tideline.group',
} as const

const OURS: ReadonlySet<string> = new Set(Object.values(NAMES))

/**
 * The original headers with the origin behind them. A record that fails again has its old ones replaced, never doubled.
 * What is the same for all records of a partition is encoded once: a fourth of what a dead letter costs.
 */
export const headersOfOrigin = ({ topic, partition, group }: Source): WithOrigin => {
  const version = text(NAMES.version, VERSION)
  const reasons = new Map(REASONS.map((reason) => [reason, text(NAMES.reason, reason)]))
  const noErrors = text(NAMES.errors, '[]')
  const place = [text(NAMES.topic, topic), text(NAMES.partition, String(partition))]
  const owner = group === undefined ? [] : [text(NAMES.group, group)]
  return (original, { offset, reason, errors }) => [
    ...(original.length === 0 ? original : original.filter(({ key }) => !OURS.has(key))),
    version,
    reasons.get(reason)!,
    errors.length === 0 ? noErrors : text(NAMES.errors, errorsJson(errors)),
    ...place,
    text(NAMES.offset, String(offset)),
    ...owner,
  ]
}

type Source = Pick<Origin, 'topic' | 'partition' | 'group'>
type WithOrigin = (original: readonly Header[], rejected: Omit<Origin, keyof Source>) => readonly Header[]

/** Reads the origin back; null where the headers are not ours or not whole: anyone can write to a topic. */
export const originOf = (headers: readonly Header[]): Origin | null => {
  const read = (name: string) => headers.findLast(({ key }) => key === name)?.value?.toString('utf8') ?? ''
  const [topic, partition, offset, reason] = [NAMES.topic, NAMES.partition, NAMES.offset, NAMES.reason].map(read)
  if (!topic || !isWholeNumber(partition) || !isWholeNumber(offset) || !isReason(reason)) return null
  const group = read(NAMES.group)
  return {
    topic,
    partition: Number(partition),
    offset: Number(offset),
    reason,
    errors: parseErrors(read(NAMES.errors)),
    ...(group !== '' && { group }),
  }
}

const isWholeNumber = (digits: string | undefined): boolean =>
  /^\d{1,16}$/.test(digits ?? '') && Number.isSafeInteger(Number(digits))

const isReason = (name: string | undefined): name is Reason =>
  (REASONS as readonly (string | undefined)[]).includes(name)

const text = (key: string, value: string): Header => ({ key, value: Buffer.from(value) })

/** A JSON list of at most 4 KiB: whole entries, as many as fit. */
const errorsJson = (errors: readonly SchemaError[]): string => {
  for (let count = errors.length; ; count--) {
    const json = JSON.stringify(errors.slice(0, count))
    if (Buffer.byteLength(json) <= MAX_ERRORS_BYTES) return json
  }
}

const parseErrors = (json: string): readonly SchemaError[] => {
  try {
    const errors: unknown = JSON.parse(json)
    return Array.isArray(errors) ? errors : []
  } catch {
    return []
  }
}
