import type { Header } from '../log/record-batch.ts'
import { isoTime, parseIsoTime } from './iso-time.ts'

const NAME = 'tideline.redrive'
const VERSION = 1
/** Anyone can write such a header: a longer one is not looked at, and a higher attempt is not believed. */
const MAX_BYTES = 1_024
const MAX_ATTEMPT = 1_000

/** What a record that was sent back to its topic says of the letter that it comes from. */
export interface Redrive {
  /** How often it had failed when that letter was written: 1 up to 1,000. */
  readonly attempt: number
  /** Unix milliseconds; absent where the letter did not say. */
  readonly firstFailedAtMs?: number
  readonly letter: LetterPlace
}

/** Where a letter lies in a dead-letter topic. */
export interface LetterPlace {
  readonly topic: string
  readonly partition: number
  readonly offset: number
}

/** `{"v":1,"attempt":1,"firstFailedAt":"2026-11-23T10:00:00.000Z","letter":"events_dlq/2/1041"}` */
export const redriveHeader = ({ attempt, firstFailedAtMs, letter }: Redrive): Header => {
  const json = JSON.stringify({
    v: VERSION,
    attempt: Math.min(attempt, MAX_ATTEMPT),
    ...(firstFailedAtMs !== undefined && { firstFailedAt: isoTime(firstFailedAtMs) }),
    letter: `${letter.topic}/${letter.partition}/${letter.offset}`,
  })
  return { key: NAME, value: Buffer.from(json) }
}

/** What the last of such headers says; null where there is none. One that is not ours counts as any other header. */
export const redriveOf = (headers: readonly Header[]): Redrive | null => {
  const ours = headers.findLast(isRedriveHeader)
  return ours === undefined ? null : parse(ours)
}

export const isRedriveHeader = (header: Header): boolean => parse(header) !== null

const parse = ({ key, value }: Header): Redrive | null => {
  if (key !== NAME || value === null || value.length > MAX_BYTES) return null
  let json: unknown
  try {
    json = JSON.parse(value.toString('utf8'))
  } catch {
    return null
  }
  const { v, attempt, firstFailedAt, letter } = Object(json) as Record<string, unknown>
  const place = typeof letter === 'string' ? parsePlace(letter) : null
  if (v !== VERSION || !isAttempt(attempt) || place === null) return null
  if (firstFailedAt === undefined) return { attempt, letter: place }
  const firstFailedAtMs = typeof firstFailedAt === 'string' ? parseIsoTime(firstFailedAt) : null
  return firstFailedAtMs === null ? null : { attempt, firstFailedAtMs, letter: place }
}

const isAttempt = (attempt: unknown): attempt is number =>
  Number.isInteger(attempt) && (attempt as number) >= 1 && (attempt as number) <= MAX_ATTEMPT

const parsePlace = (text: string): LetterPlace | null => {
  const [, topic, partition, offset] = /^([\w.-]{1,249})\/(\d{1,10})\/(\d{1,16})$/.exec(text) ?? []
  return topic === undefined ? null : { topic, partition: Number(partition), offset: Number(offset) }
}
