import type { Difference } from '../verify/difference.ts'
import type { PartitionCheck, Unverifiable } from '../verify/verify-partition.ts'
import type { StorageCheck } from '../verify/verify-storage.ts'
import { jsonText } from './json-text.ts'
import { plainText } from './plain-text.ts'
import { grouped } from './progress.ts'
import { table } from './table.ts'

/** `partition 0: 4,112 records, 4,100 events, 12 dead letters; 11,223 rows in 8 parts; 0 differences` */
export const partitionLine = (partition: number, check: PartitionCheck | null, differences: number): string => {
  const found = differencesText(differences)
  if (check === null) return `partition ${partition}: nothing committed; ${found}`
  const { records, events, deadLetters, parts } = check
  return (
    `partition ${partition}: ${grouped(records)} records, ${grouped(events)} events, ${grouped(deadLetters)} dead letters; ` +
    `${grouped(rowsOf(check))} rows in ${grouped(parts)} parts; ${found}`
  )
}

/** What people read behind the partitions' lines. */
export const checkText = ({ partitions, differences }: StorageCheck, seconds: number): string => {
  const [records, rows] = [sum(partitions.map((check) => check.records)), sum(partitions.map(rowsOf))]
  const speed = seconds > 0 ? `, ${grouped(Math.round(records / seconds))} records/s` : ''
  const paragraphs = [
    ...(differences.first.length === 0 ? [] : [differenceTable(differences.first)]),
    ...(differences.total > differences.first.length
      ? [`${grouped(differences.total - differences.first.length)} more are not listed (--show)`]
      : []),
    [
      ...unverifiableLines(partitions.map((check) => check.unverifiable)),
      `${differencesText(differences.total)}: ${grouped(records)} records read again, ${grouped(rows)} rows compared, ` +
        `${seconds.toFixed(1)} s${speed}`,
    ].join('\n'),
  ]
  return `\n${paragraphs.join('\n\n')}`
}

/** The same for machines, in one line. */
export const checkJson = ({ partitions, differences }: StorageCheck, seconds: number): string =>
  jsonText({
    differences: differences.total,
    listed: differences.first,
    partitions,
    seconds: Math.round(seconds * 1000) / 1000,
  })

const differenceTable = (differences: readonly Difference[]): string =>
  table(
    ['partition', 'tenant', 'type or session', 'window or time (UTC)', 'what', 'expected', 'found', 'where'],
    differences.map(({ partition, tenant, name, timeMs, what, expected, found, where }) => [
      partition === null ? '' : String(partition),
      plainText(tenant ?? '', 24),
      plainText(name ?? '', 24),
      timeMs === undefined ? '' : timeText(timeMs),
      plainText(what, 32),
      plainText(expected, 60),
      plainText(found, 200),
      plainText(where, 200),
    ]),
  )

const unverifiableLines = (all: readonly Unverifiable[]): readonly string[] => {
  const [rows, counts, letters] = [
    sum(all.map((each) => each.rows)),
    sum(all.map((each) => each.counts)),
    sum(all.map((each) => each.letters)),
  ]
  return [
    ...(rows + counts === 0
      ? []
      : [
          `The log has lost records that were counted: ${grouped(rows)} rows could be compared with their books only, and ` +
            `${grouped(counts)} counts reach back before the first kept record and are only known not to be too small.`,
        ]),
    ...(letters === 0
      ? []
      : [`The dead-letter topic has lost its beginning: ${grouped(letters)} dead letters may have been there.`]),
  ]
}

const differencesText = (total: number): string => `${grouped(total)} ${total === 1 ? 'difference' : 'differences'}`

const rowsOf = ({ rows }: PartitionCheck): number => sum(Object.values(rows))

const sum = (numbers: readonly number[]): number => numbers.reduce((total, n) => total + n, 0)

/** 2015-05-17 10:05:02.000 */
const timeText = (ms: number): string => {
  const date = new Date(ms)
  return Number.isNaN(date.getTime()) ? String(ms) : date.toISOString().slice(0, -1).replace('T', ' ')
}
