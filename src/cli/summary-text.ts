import { type BookTotals, deadLetterCount, type Summary } from '../summary.ts'
import { clocksJson } from '../time/clocks-json.ts'
import { clocksText } from './clock-text.ts'
import { jsonText } from './json-text.ts'
import { grouped } from './progress.ts'

const MOST_CLOCKS_IN_JSON = 100

/** A finished run: what it committed and how long it took. */
export interface RunSummary extends Summary {
  readonly seconds: number
  /** Of records, dead letters too: what the run took in a second. */
  readonly eventsPerSecond: number
}

/** One line of JSON. */
export const summaryJson = ({
  records,
  events,
  deadLetters,
  latePairs,
  clocks,
  rows,
  books,
  seconds,
  eventsPerSecond,
}: RunSummary): string =>
  jsonText({
    records,
    events,
    deadLetters,
    latePairs,
    clocks: clocksJson(clocks, MOST_CLOCKS_IN_JSON),
    rows,
    books,
    seconds,
    eventsPerSecond,
  })

/** What each pair, and each start and end of a session, has become (T8, S5). */
const booksLines = (books: BookTotals): [string, string][] => [
  ['pairs of event and window', grouped(books.heldPairs)],
  ['  in results', grouped(books.resultPairs)],
  ['  in corrections', grouped(books.correctionPairs)],
  ['  more open than before', grouped(books.openPairs)],
  ['session starts and ends', grouped(books.sessionEvents)],
  ['  in completed sessions', grouped(2 * books.completedSessions)],
  ['  unmatched', grouped(books.unmatchedSessions)],
  ['  more waiting than before', grouped(books.unpaired)],
]

/** The same as lines for people. */
export const summaryText = (summary: RunSummary): string => {
  const lines: [string, string][] = [
    ['records', grouped(summary.records)],
    ['events', grouped(summary.events)],
    ['dead letters', grouped(deadLetterCount(summary))],
    ...Object.entries(summary.deadLetters).map(([reason, n]): [string, string] => [`  ${reason}`, grouped(n)]),
    ['rows', ''],
    ...Object.entries(summary.rows).map(([dataSet, n]): [string, string] => [`  ${dataSet}`, grouped(n)]),
    ...booksLines(summary.books),
    ['seconds', summary.seconds.toFixed(2)],
    ['events/s', grouped(summary.eventsPerSecond)],
  ]
  const clocks = clocksText(summary.clocks)
  return [
    ...lines.map(([name, value]) => `${name.padEnd(28)}${value.padStart(14)}`.trimEnd()),
    ...(clocks === null ? [] : ['', clocks]),
  ].join('\n')
}
