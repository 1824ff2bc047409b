import type { SchemaError } from '../decode/decode-failure.ts'
import { isName } from '../event/name.ts'
import { REASONS, type Reason } from '../event/reason.ts'
import type { Header } from '../log/record-batch.ts'
import { failureText } from './error-text.ts'
import { errorsJson, parseErrors } from './errors-json.ts'
import { isOurName, NAMES } from './header-names.ts'
import { isoTime, parseIsoTime } from './iso-time.ts'
import { isRedriveHeader } from './redrive-header.ts'
import { remembered } from './remembered.ts'

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
  readonly tenant?: string | undefined
  /** The record's own, unix milliseconds. */
  readonly timestampMs?: number | undefined
  /** Of the whole value, in hexadecimal. */
  readonly sha256?: string | undefined
  /** Of the whole value. */
  readonly valueBytes?: number | undefined
  /** True where the letter lacks some of its record (`cutToFit`): the source has all of it, as long as it keeps it. */
  readonly truncated?: boolean
  /** How often it has failed: 1 the first time, one more each time that it was redriven and failed again. */
  readonly attempt?: number | undefined
  /** Unix milliseconds. */
  readonly firstFailedAtMs?: number | undefined
  /** Of the pipeline that could not use it. */
  readonly build?: string | undefined
}

/** Bumped when a header changes its meaning. Version 1 had the reason, the errors and the place. */
const VERSION = '2'
/** Kafka Connect's name for where a value is made of bytes, and our step that does it: every reason of E4 is given there. */
const STAGE = 'VALUE_CONVERTER'
const STEP = 'tideline.decode'

/**
 * The record's headers with the origin behind them. A record that fails again has its old ones replaced, never doubled.
 * What is the same for all records of a partition is encoded once, and what many letters have in common is remembered: a fifth of the
 * time that a letter takes, and a quarter of its memory.
 */
export const headersOfOrigin = ({ topic, partition, group, build }: Source): WithOrigin => {
  const version = text(NAMES.version, VERSION)
  const reasons = new Map(REASONS.map((reason) => [reason, headersOfReason(reason)]))
  const place = [text(NAMES.topic, topic), text(NAMES.partition, String(partition))]
  const owner = [
    ...optional(NAMES.connector, group),
    text(NAMES.task, String(partition)),
    text(NAMES.stage, STAGE),
    text(NAMES.step, STEP),
    text(NAMES.originalTopic, topic),
    ...optional(NAMES.group, group),
    ...optional(NAMES.build, build),
  ]
  const firstAttempt = text(NAMES.attempt, '1')
  return (
    original,
    { offset, reason, errors, tenant, timestampMs, sha256, valueBytes, attempt = 1, firstFailedAtMs },
  ) => {
    const ofReason = reasons.get(reason)!
    const found = errors.length === 0 ? ofReason : ofErrors(errors)
    const headers = [...withoutOrigin(original), version, ofReason.reason, found.errors, ...place]
    headers.push(text(NAMES.offset, String(offset)), ...owner, ofReason.exception, found.message)
    if (tenant !== undefined) headers.push(ofTenant(tenant))
    if (timestampMs !== undefined) headers.push(text(NAMES.timestamp, String(timestampMs)))
    if (sha256 !== undefined) headers.push(text(NAMES.sha256, sha256))
    if (valueBytes !== undefined) headers.push(ofSize(valueBytes))
    headers.push(attempt === 1 ? firstAttempt : text(NAMES.attempt, String(attempt)))
    if (firstFailedAtMs !== undefined) headers.push(ofFirstFailure(firstFailedAtMs))
    return headers
  }
}

/** What is the same for all records of a partition. */
export type Source = Pick<Origin, 'topic' | 'partition' | 'group' | 'build'>
type WithOrigin = (original: readonly Header[], rejected: Omit<Origin, keyof Source>) => readonly Header[]

const text = (key: string, value: string): Header => ({ key, value: Buffer.from(value) })

const headersOfReason = (reason: Reason) => ({
  reason: text(NAMES.reason, reason),
  errors: text(NAMES.errors, '[]'),
  exception: text(NAMES.exception, reason),
  message: text(NAMES.message, failureText(reason, [])),
})

const ofErrors = remembered((errors: readonly SchemaError[]) => ({
  errors: text(NAMES.errors, errorsJson(errors)),
  message: text(NAMES.message, failureText('schema', errors)),
}))
const ofTenant = remembered((tenant: string) => text(NAMES.tenant, tenant))
const ofSize = remembered((bytes: number) => text(NAMES.size, String(bytes)))
const ofFirstFailure = remembered((ms: number) => text(NAMES.firstFailedAt, isoTime(ms)))

const optional = (key: string, value: string | number | undefined): readonly Header[] =>
  value === undefined ? NONE : [text(key, String(value))]

const NONE: readonly Header[] = []

/** The headers that the record had before it was a letter, or was sent back from one. */
export const withoutOrigin = (headers: readonly Header[]): readonly Header[] =>
  headers.length === 0 ? headers : headers.filter((header) => !isOurName(header.key) && !isRedriveHeader(header))

/**
 * Reads the origin back, of letters of version 1 too; null where the headers are not ours or not whole: anyone can write to a topic.
 * What else they say is left out where it cannot be, and an attempt is 1 where they say none.
 */
export const originOf = (headers: readonly Header[]): Origin | null => {
  const read = (name: string) => headers.findLast(({ key }) => key === name)?.value?.toString('utf8') ?? ''
  const readNumber = (name: string) => wholeNumber(read(name))
  const [topic, reason, tenant, sha256] = [
    read(NAMES.topic),
    read(NAMES.reason),
    read(NAMES.tenant),
    read(NAMES.sha256),
  ]
  const [partition, offset] = [readNumber(NAMES.partition), readNumber(NAMES.offset)]
  if (topic === '' || partition === null || offset === null || !isReason(reason)) return null
  return {
    topic,
    partition,
    offset,
    reason,
    errors: parseErrors(read(NAMES.errors)),
    attempt: readNumber(NAMES.attempt) || 1,
    ...known({
      group: read(NAMES.group) || null,
      tenant: isName(tenant) ? tenant : null,
      timestampMs: readNumber(NAMES.timestamp),
      sha256: /^[\da-f]{64}$/.test(sha256) ? sha256 : null,
      valueBytes: readNumber(NAMES.size),
      truncated: read(NAMES.truncated) === '' ? null : true,
      firstFailedAtMs: parseIsoTime(read(NAMES.firstFailedAt)),
      build: read(NAMES.build) || null,
    }),
  }
}

type Known<T> = { readonly [K in keyof T]?: Exclude<T[K], null> }

/** Without the members that are not known. */
const known = <T extends object>(members: T): Known<T> =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== null)) as Known<T>

const wholeNumber = (digits: string): number | null =>
  /^\d{1,16}$/.test(digits) && Number.isSafeInteger(Number(digits)) ? Number(digits) : null

const isReason = (name: string): name is Reason => (REASONS as readonly string[]).includes(name)
