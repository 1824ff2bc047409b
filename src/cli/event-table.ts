import type { ExplainedEvent, Verdict } from '../explain/partition-answer.ts'
import { table } from './table.ts'
import { timeText } from './time-text.ts'

const IN: Readonly<Record<Verdict, string>> = {
  counted: 'counted',
  late: 'late',
  open: 'open, counted so far',
}

/** The events of a number, one a line, with the windows that they came too late for. */
export const eventTable = (events: readonly ExplainedEvent[]): string =>
  table(
    ['offset', 'event time', 'record time', 'in', 'windows missed'],
    events.map((event) => [
      String(event.offset),
      timeText(event.eventMs),
      event.recordMs === -1 ? 'none' : timeText(event.recordMs),
      IN[event.verdict],
      missedText(event),
    ]),
  )

const missedText = ({ missed, countedIn }: ExplainedEvent): string => {
  if (missed.length === 0) return 'none'
  const starts = missed.length === 1 ? timeText(missed[0]!) : `${timeText(missed[0]!)} to ${timeText(missed.at(-1)!)}`
  const all = missed.length + countedIn.length
  return missed.length === all ? `all ${all}, starting ${starts}` : `${missed.length} of ${all}, starting ${starts}`
}
