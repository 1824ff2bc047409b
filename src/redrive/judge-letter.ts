import { isLeft } from 'fp-ts/lib/Either.js'
import { cutToFit } from '../dead-letter/cut-to-fit.ts'
import { type Origin, withoutOrigin } from '../dead-letter/headers.ts'
import type { Letter } from '../dead-letter/read-letters.ts'
import { redriveHeader } from '../dead-letter/redrive-header.ts'
import { decodeEvent } from '../decode/decode-event.ts'
import type { DecodeFailure } from '../decode/decode-failure.ts'
import type { TopicInfo } from '../log/event-log.ts'
import type { OutgoingRecord } from '../log/record-batch.ts'
import { recordBytes } from '../log/record-bytes.ts'
import type { Transform } from './load-transform.ts'
import type { Content } from './source-record.ts'

/** How often a letter may be sent back; the next time it is parked. */
const MOST_REDRIVES = 2

/** What becomes of a letter. */
export type Verdict =
  /** It is an event now: goes back to where it came from. */
  | { readonly kind: 'passes'; readonly record: OutgoingRecord }
  /** It was sent back as often as it may be, and failed each time: goes to the parked ones, as it is. */
  | { readonly kind: 'spent'; readonly record: OutgoingRecord }
  /** It is still no event: stays. */
  | { readonly kind: 'fails'; readonly failure: DecodeFailure }
  /** The transform threw: stays. `message` is the user's own. */
  | { readonly kind: 'transform_failed'; readonly message: string }
  /** Not looked at any closer: stays. */
  | { readonly kind: 'left'; readonly why: Left }

const NOT_MEANT = ['not_asked', 'foreign', 'other_topic', 'other_group'] as const

/**
 * The filters do not ask for it; its headers do not say where it came from (not ours, not whole, or a place that there is not); it came
 * from another topic than the one that letters are sent back to; another pipeline wrote it, which may have been alone in refusing it.
 */
export type NotMeant = (typeof NOT_MEANT)[number]

export type Left =
  | NotMeant
  /** The transform said null. */
  | 'transform'
  /** It holds only part of its record, and the source no longer has the rest. */
  | 'source_gone'
  /** The topic of events does not take what would be sent: what it takes, or the transform, has changed. */
  | 'too_large'

/** What a topic takes. */
type Taking = Pick<TopicInfo, 'partitions' | 'maxRecordBytes'>

export interface JudgeOptions {
  /** Where letters come from, and go back to. */
  readonly events: { readonly topic: string } & Taking
  /** Whose letters. */
  readonly group: string
  readonly isAsked: (letter: Letter) => boolean
  readonly transform: Transform | null
  readonly maxFutureMs: number
  /** What a letter was made of that holds only part of it, from its source; undefined where that is gone. */
  readonly source: (origin: Origin) => Promise<Content | undefined>
  /** Where letters go that were sent back too often; null: nowhere, they are sent again. */
  readonly parked: Taking | null
  /** Unix milliseconds: what goes back is a new record of this time, which decides what is too far ahead (E3). */
  readonly now: () => number
}

/**
 * Whether a letter would pass today, with today's decoder (E1 to E4) and the user's transform. Nothing else of the letter is believed: one
 * that names another topic stays, since anyone can write to a dead-letter topic.
 *
 * It goes back to the partition it came from, where its tenant's other events are (E6), with its key and the headers that it had.
 */
export const judgeLetter = async (letter: Letter, options: JudgeOptions): Promise<Verdict> => {
  const why = whyNotMeant(letter, options)
  if (why !== null) return left(why)
  const origin = letter.origin!
  if (attemptOf(origin) > MOST_REDRIVES && options.parked !== null)
    return { kind: 'spent', record: parkedRecord(letter, options.parked, options) }

  const content = origin.truncated === true ? await options.source(origin) : letter
  if (content === undefined) return left('source_gone')
  const mended = mend(content.value, options.transform)
  if (mended.kind !== 'mended') return mended

  const decoded = decodeEvent(mended.value, options.now(), options)
  if (isLeft(decoded)) return { kind: 'fails', failure: decoded.left }
  const record = redrivenRecord(letter, origin, { ...content, value: mended.value }, options)
  // One that the topic refuses would take all others of its transaction with it.
  return recordBytes(record) > options.events.maxRecordBytes ? left('too_large') : { kind: 'passes', record }
}

/** Why a run is not to look at a letter; null where it is. */
export const whyNotMeant = (
  letter: Letter,
  { events, group, isAsked }: Pick<JudgeOptions, 'events' | 'group' | 'isAsked'>,
): NotMeant | null => {
  const { origin } = letter
  if (origin === null || origin.partition >= events.partitions) return 'foreign'
  if (origin.topic !== events.topic) return 'other_topic'
  if (origin.group !== undefined && origin.group !== group) return 'other_group'
  return isAsked(letter) ? null : 'not_asked'
}

/** False of a letter that the run was not asked to look at. */
export const isMeant = (verdict: Verdict): boolean =>
  verdict.kind !== 'left' || !(NOT_MEANT as readonly string[]).includes(verdict.why)

const left = (why: Left): Verdict => ({ kind: 'left', why })

const attemptOf = ({ attempt = 1 }: Origin): number => attempt

type Mended = { readonly kind: 'mended'; readonly value: Buffer | null }

/** There is nothing in an empty record to transform. */
const mend = (value: Buffer | null, transform: Transform | null): Mended | Verdict => {
  if (transform === null || value === null) return { kind: 'mended', value }
  const outcome = transform(Buffer.from(value))
  if (outcome.kind === 'threw') return { kind: 'transform_failed', message: outcome.message }
  return outcome.value === null ? left('transform') : { kind: 'mended', value: outcome.value }
}

const redrivenRecord = (
  { topic, partition, offset, appendedMs }: Letter,
  origin: Origin,
  { key, value, headers }: Content,
  { now }: JudgeOptions,
): OutgoingRecord => {
  const firstFailedAtMs = origin.firstFailedAtMs ?? appendedMs // -1 where the log does not say either
  const header = redriveHeader({
    attempt: attemptOf(origin),
    ...(firstFailedAtMs >= 0 && { firstFailedAtMs }),
    letter: { topic, partition, offset },
  })
  return { partition: origin.partition, key, value, headers: [...withoutOrigin(headers), header], timestampMs: now() }
}

const parkedRecord = (
  { partition, key, value, headers }: Letter,
  { partitions, maxRecordBytes }: Taking,
  { now }: JudgeOptions,
): OutgoingRecord =>
  cutToFit({ partition: partition % partitions, key, value, headers, timestampMs: now() }, maxRecordBytes)
