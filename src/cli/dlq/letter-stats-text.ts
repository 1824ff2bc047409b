import type { Tally } from '../../dead-letter/frequent-names.ts'
import type { LetterNumbers, OldLetter, ReasonNumbers } from '../../dead-letter/letter-stats.ts'
import type { TimeBucket } from '../../dead-letter/time-buckets.ts'
import { plainText } from '../plain-text.ts'
import { grouped, shortTime } from '../progress.ts'
import { table } from '../table.ts'
import { recordTimeText } from '../time-text.ts'
import { barLines } from './bar-lines.ts'
import { sourceText } from './letter-line.ts'

const DAY_MS = 86_400_000

/** The numbers of dead letters for people; ages are counted from `nowMs`. */
export const letterStatsText = (numbers: LetterNumbers, topic: string, nowMs: number): string => {
  const { letters, oldestUnresolved, bucketMs, buckets, untimed } = numbers
  const head = `${grouped(letters)} dead letters in ${topic}: ${fatesText(numbers)}`
  if (letters === 0) return `no dead letters in ${topic}, or none that the filters let through`
  return [
    head,
    ...(oldestUnresolved === null ? [] : [`the oldest unresolved: ${oldText(oldestUnresolved, nowMs)}`]),
    '',
    table(['reason and field', 'letters', 'unresolved'], numbers.reasons.flatMap(reasonRows)),
    '',
    table(['tenant', 'letters', 'unresolved'], tenantRows(numbers)),
    ...missedLines(numbers),
    '',
    `  written, in UTC, ${widthText(bucketMs)} a line`,
    ...barLines(buckets.map((bucket) => ({ label: bucketLabel(bucket, bucketMs), value: bucket.letters }))),
    ...(untimed > 0 ? [`  and ${grouped(untimed)} without a time`] : []),
    ...attemptLines(numbers),
  ].join('\n')
}

const fatesText = ({ fates: { unresolved, redriven, parked, settled } }: LetterNumbers): string =>
  [
    `${grouped(unresolved)} unresolved`,
    `${grouped(redriven)} redriven`,
    `${grouped(parked)} parked`,
    ...(settled > 0 ? [`${grouped(settled)} settled otherwise`] : []),
  ].join(', ')

const oldText = ({ partition, offset, appendedMs, origin }: OldLetter, nowMs: number): string => {
  const age = appendedMs < 0 ? '' : ` (${ageText(nowMs - appendedMs)} ago)`
  const what = origin === null ? 'not one of ours' : `${origin.reason}, from ${sourceText(origin)}`
  return `${partition}:${offset}, written ${recordTimeText(appendedMs)}${age}, ${what}`
}

const ageText = (ms: number): string =>
  ms < 2 * DAY_MS ? shortTime(ms / 1_000) : `${grouped(Math.floor(ms / DAY_MS))} days`

const row = (name: string, { letters, unresolved }: Readonly<Tally>): string[] => [
  name,
  grouped(letters),
  grouped(unresolved),
]

const reasonRows = ({ reason, paths, otherPaths, ...tally }: ReasonNumbers): string[][] => [
  row(reason ?? 'unknown: no headers of ours', tally),
  ...paths.map(({ path, ...ofPath }) => row(`  ${plainText(path, 60)}`, ofPath)),
  ...(otherPaths.letters > 0 ? [row('  other fields', otherPaths)] : []),
]

const tenantRows = ({ tenants, otherTenants, tenantUnknown }: LetterNumbers): string[][] => [
  ...tenants.map((tenant) => row(`"${plainText(tenant.name, 60)}"`, tenant)),
  ...(otherTenants.letters > 0 ? [row(othersText(otherTenants), otherTenants)] : []),
  ...(tenantUnknown.letters > 0 ? [row('not known', tenantUnknown)] : []),
]

const othersText = ({ names, isAtLeast }: LetterNumbers['otherTenants']): string =>
  isAtLeast ? `more than ${grouped(names)} others` : `${grouped(names)} ${names === 1 ? 'other' : 'others'}`

const missedLines = ({ tenants }: LetterNumbers): string[] => {
  const missed = Math.max(...tenants.map(({ missedAtMost }) => missedAtMost), 0)
  return missed === 0
    ? []
    : [`  so many tenants that not all are kept: of each there may be up to ${grouped(missed)} letters more`]
}

const TIMES = ['never', 'once', 'twice', 'three times or more']

const attemptLines = ({ attempts }: LetterNumbers): string[] =>
  attempts.every(({ attempt }) => attempt === 1)
    ? []
    : ['', `  failed ${attempts.map(({ attempt, letters }) => `${TIMES[attempt]}: ${grouped(letters)}`).join(', ')}`]

const widthText = (ms: number): string => {
  if (ms < 60_000) return `${ms / 1_000} s`
  if (ms < 3_600_000) return `${ms / 60_000} min`
  return ms < DAY_MS ? `${ms / 3_600_000} h` : `${grouped(ms / DAY_MS)} ${ms === DAY_MS ? 'day' : 'days'}`
}

/** No finer than the buckets: the day, or the minute, or the second. */
const bucketLabel = ({ startMs }: TimeBucket, bucketMs: number): string => {
  const cut = bucketMs >= DAY_MS ? 'T00:00:00.000Z' : bucketMs >= 60_000 ? ':00.000Z' : '.000Z'
  return new Date(startMs).toISOString().slice(0, -cut.length).replace('T', ' ')
}
