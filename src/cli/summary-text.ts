import { deadLetterCount, type Summary } from '../summary.ts'
import { clocksJson, clocksText } from './clock-text.ts'
import { grouped } from './progress.ts'

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
  seconds,
  eventsPerSecond,
}: RunSummary): string =>
  JSON.stringify({
    records,
    events,
    deadLetters,
    latePairs,
    clocks: clocksJson(clocks),
    rows,
    seconds,
    eventsPerSecond,
  })

/** The same as lines for people. */
export const summaryText = (summary: RunSummary): string => {
  const lines: [string, string][] = [
    ['records', grouped(summary.records)],
    ['events', grouped(summary.events)],
    ['dead letters', grouped(deadLetterCount(summary))],
    ...Object.entries(summary.deadLetters).map(([reason, n]): [string, string] => [`  ${reason}`, grouped(n)]),
    ['late pairs', grouped(summary.latePairs)],
    ['rows', ''],
    ...Object.entries(summary.rows).map(([dataSet, n]): [string, string] => [`  ${dataSet}`, grouped(n)]),
    ['seconds', summary.seconds.toFixed(2)],
    ['events/s', grouped(summary.eventsPerSecond)],
  ]
  const clocks = clocksText(summary.clocks)
  return [
    ...lines.map(([name, value]) => `${name.padEnd(28)}${value.padStart(14)}`.trimEnd()),
    ...(clocks === null ? [] : ['', clocks]),
  ].join('\n')
}
