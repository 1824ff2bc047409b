import { expect } from 'vitest'
import { openPartition, type PeerWindows } from './windows-of.ts'

/**
 * The test that a peer's vector is: a table in which time runs down, one step a line. Use as the body of `it`.
 *
 *   events       | both              | only ours | late
 *   A@0 B@5 C@15 | A@0/10=1 B@0/10=1 | A@-5/5=1  |            C at 15 closes the windows that end at 5 and at 10
 *   A@9          |                   |           | A@0/10=1   comes too late for one of its windows
 *   end          | B@5/15=1          |           |            all that is open
 *                | C@10/20=1         |           |            no events: the rows of the line above go on
 *
 * both: every row that the peer's test expects, in the step in which ours writes it. only ours: what ours writes on top, by the
 * rule that the test names. late: corrections (T6). And the books have to balance (T8).
 */
export const agrees = (windows: PeerWindows, table: string) => (): void => {
  const steps: { events: string[]; counted: string[]; late: string[] }[] = []
  for (const [events = '', both, onlyOurs, late] of tableRows(table)) {
    if (events !== '') steps.push({ events: words(events), counted: [], late: [] })
    steps.at(-1)!.counted.push(...words(both), ...words(onlyOurs))
    steps.at(-1)!.late.push(...words(late))
  }
  const partition = openPartition(windows)
  const ours = steps.map(({ events }) => ({ events, ...partition.feed(events) }))
  expect(ours).toEqual(
    steps.map(({ events, counted, late }) => ({ events, counted: counted.sort(), late: late.sort() })),
  )
  partition.expectBalance()
}

/** The windows `start/end` that hold a time, the first one first: those that one event is counted in. */
export const windowsHolding = (windows: Omit<PeerWindows, 'grace'>, time: number): string[] =>
  openPartition({ ...windows, grace: 0 })
    .feed([`k@${time}`, 'end'])
    .counted.map((row) => row.replace(/^k@|=1$/g, ''))
    .sort((a, b) => Number.parseFloat(a) - Number.parseFloat(b))

/** The cells of a table whose first line names the columns. */
export const tableRows = (table: string): string[][] =>
  table
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split('|').map((cell) => cell.trim()))

export const words = (text = ''): string[] => text.split(/\s+/).filter((word) => word !== '')
