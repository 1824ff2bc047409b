import { createHash } from 'node:crypto'
import { Subject } from 'rxjs'
import type { DeadLetter } from '../../src/dead-letter/dead-letter.ts'
import { NAMES } from '../../src/dead-letter/header-names.ts'
import { originOf } from '../../src/dead-letter/headers.ts'
import type { Reason } from '../../src/event/reason.ts'
import type { Delivery } from '../../src/log/event-log.ts'
import type { Header } from '../../src/log/record-batch.ts'
import { recordBytes } from '../../src/log/record-bytes.ts'
import { type PipelineOptions, partitionPipeline } from '../../src/pipeline.ts'
import { seededRandom } from '../../src/produce/random.ts'
import { judge } from '../decode/oracle.ts'
import { batchOf, delivery } from '../support/events.ts'
import { type HostileRecord, hostileRecord } from '../support/hostile-record.ts'
import { SHAPE } from '../support/outputs.ts'

const START_MS = Date.UTC(2026, 10, 23)
const NOW_MS = Date.UTC(2027, 0)
const BATCH_RECORDS = 500
const MAX_LETTER_BYTES = 20_000
const MAX_FUTURE_MS = 300_000

const OPTIONS: PipelineOptions = {
  maxFutureMs: MAX_FUTURE_MS,
  topic: 'events',
  partition: 5,
  deadLetterPartitions: 4,
  group: 'tideline',
  build: '0.2.0',
  maxLetterBytes: MAX_LETTER_BYTES,
  now: () => NOW_MS,
  graceMs: 2_000,
  window: SHAPE,
  sessionTimeoutMs: 60_000,
  maxOpenSessions: 1_000,
}

/** What came of some hostile records. */
export interface HostileOutcome {
  records: number
  events: number
  readonly reasons: Map<Reason, number>
  readonly truncated: Map<string, number>
  readonly attempts: Map<number, number>
  /** How many letters each text for people was in. */
  readonly messages: Map<string, number>
}

/**
 * Runs hostile records through all the stages of one partition, and holds each letter against its record: place, reason, hash, tenant,
 * attempt, headers and bytes, by checks that share no code with what they check.
 * @throws Error at the first thing that is not as it has to be, with the seed and the offset.
 */
export const runHostile = (records: number, seed: number): HostileOutcome => {
  const random = seededRandom(seed)
  const outcome: HostileOutcome = {
    ...{ records: 0, events: 0 },
    ...{ reasons: new Map(), truncated: new Map(), attempts: new Map(), messages: new Map() },
  }
  let batch: HostileRecord[] = []
  let letters = 0
  const delivery$ = new Subject<Delivery>()
  delivery$.pipe(partitionPipeline(OPTIONS)).subscribe((output) => {
    if (output.kind === 'windows-at-barrier') outcome.events = output.events // so far
    if (output.kind !== 'dead-letter') return
    letters++
    const offset = originOf(output.record.headers)?.offset ?? -1
    try {
      checkLetter(output, offset, batch[offset - outcome.records])
    } catch (error) {
      throw new Error(`seed ${seed}, offset ${offset}: ${error instanceof Error ? error.message : error}`)
    }
    note(outcome, output)
  })
  while (outcome.records < records) {
    const count = Math.min(BATCH_RECORDS, records - outcome.records)
    batch = Array.from({ length: count }, (_, i) => hostileRecord(random, START_MS + (outcome.records + i) * 20))
    delivery$.next(delivery(recordsOf(batch, outcome.records)))
    outcome.records += count
    if (letters + outcome.events !== outcome.records)
      throw new Error(
        `seed ${seed}: of ${outcome.records} records ${outcome.events} events and ${letters} dead letters`,
      )
  }
  return outcome
}

const recordsOf = (records: readonly HostileRecord[], baseOffset: number) => ({
  ...batchOf(
    records.map(({ value }) => value),
    { baseOffset },
  ),
  key: (i: number) => records[i]!.key,
  headers: (i: number) => records[i]!.headers,
  timestampMs: (i: number) => records[i]!.timestampMs,
})

const add = <K>(counts: Map<K, number>, name: K) => counts.set(name, (counts.get(name) ?? 0) + 1)

const note = (outcome: HostileOutcome, { reason, record: { headers } }: DeadLetter): void => {
  const { attempt = 0 } = originOf(headers)!
  add(outcome.reasons, reason)
  add(outcome.attempts, attempt)
  add(outcome.messages, textOf(headers, NAMES.message))
  const truncated = textOf(headers, NAMES.truncated)
  if (truncated !== '') add(outcome.truncated, truncated)
}

const textOf = (headers: readonly Header[], name: string): string =>
  headers.find(({ key }) => key === name)?.value?.toString() ?? ''

const same = (what: string, found: unknown, due: unknown): void => {
  if (found !== due) throw new Error(`${what} is ${found} and not ${due}`)
}

const checkLetter = (letter: DeadLetter, offset: number, source: HostileRecord | undefined): void => {
  if (source === undefined) throw new Error('a letter of no record')
  const { record, reason } = letter
  const { value, key, timestampMs } = source
  const origin = originOf(record.headers)!
  const due = dueOf(source)
  same('the reason', reason, judge(value, timestampMs, MAX_FUTURE_MS))
  for (const [what, is] of Object.entries({ ...due, offset, reason }))
    same(what, origin[what as keyof typeof origin], is)

  const truncated = textOf(record.headers, NAMES.truncated).split(',')
  same('the partition', record.partition, 1)
  same('the topic takes it', recordBytes(record) <= MAX_LETTER_BYTES, true)
  sameBytes('value', record.value, value, truncated)
  sameBytes('key', record.key, key, truncated)
  const kept = truncated.includes('headers') ? [] : source.headers.filter(isForeign)
  same('its own headers', JSON.stringify(record.headers.slice(0, kept.length)), JSON.stringify(kept))
  const ours = record.headers.slice(kept.length).map((header) => header.key)
  same('headers of one name', new Set(ours).size, ours.length)
  same('headers of other names', ours.filter((name) => !OURS.test(name)).length, 0)
  same('control characters', /\p{Cc}/u.test(textOf(record.headers, NAMES.message)), false)
  same('errors', JSON.stringify(origin.errors), textOf(record.headers, NAMES.errors))
}

const sameBytes = (what: string, found: Buffer | null, whole: Buffer | null, truncated: readonly string[]): void => {
  const isCut = truncated.includes(what)
  same(`the length of the ${what}`, (found?.length ?? -1) < (whole?.length ?? -1), isCut)
  same(`the ${what}`, whole === null ? found === null : whole.subarray(0, found?.length).equals(found!), true)
}

const OURS = /^(tideline\.(?!redrive)|__connect\.errors\.|kafka_dlt-original-topic$)/
/** The two that `redrive` would have written; the third has an attempt that nobody believes. */
const SENT_BACK =
  /^\{"v":1,"attempt":([12]),("firstFailedAt":"2026-11-23T00:00:00.000Z",)?"letter":"events_dlq\/0\/7"\}$/
const sentBack = ({ key, value }: Header) =>
  key === 'tideline.redrive' ? SENT_BACK.exec(value?.toString('latin1') ?? '') : null
const isForeign = (header: Header): boolean => !OURS.test(header.key) && sentBack(header) === null

/** What the letter of a record has to say besides its offset and reason. */
const dueOf = ({ value, timestampMs, headers }: HostileRecord) => {
  const last = headers.map(sentBack).findLast((found) => found !== null)
  return {
    ...{ topic: 'events', partition: 5, group: 'tideline', build: '0.2.0' },
    timestampMs: timestampMs < 0 ? undefined : timestampMs,
    valueBytes: value?.length,
    sha256: value === null ? undefined : createHash('sha256').update(value).digest('hex'),
    tenant: tenantOf(value),
    attempt: last ? Number(last[1]) + 1 : 1,
    firstFailedAtMs: last?.[2] === undefined ? NOW_MS : START_MS,
  }
}

/** Of any record that is JSON: what is no event is so for another reason, or names no tenant. */
const tenantOf = (value: Buffer | null): string | undefined => {
  if (value === null || value.length > 1_048_576) return undefined
  try {
    const { tenant_id } = JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(value))
    const isName = typeof tenant_id === 'string' && /^.{1,256}$/su.test(tenant_id) && !/\p{Surrogate}/u.test(tenant_id)
    return isName && !tooDeep(value) ? tenant_id : undefined
  } catch {
    return undefined
  }
}

const tooDeep = (value: Buffer): boolean => judge(value, Number.MAX_SAFE_INTEGER, 0) === 'too_deep'
