import type { Doubt } from '../explain/doubts.ts'
import { grouped } from './progress.ts'
import { timeText } from './time-text.ts'

/** What the reader of an answer has to know before trusting it. */
export const doubtText = (doubt: Doubt): string => {
  switch (doubt.kind) {
    case 'incomplete':
      return (
        "not complete: the group never read some of the log's earlier records, " +
        (doubt.firstEventMs === null
          ? 'and no event has come since'
          : `and the first event behind them is of ${timeText(doubt.firstEventMs)}`)
      )
    case 'removed':
      return `the log has removed its records below offset ${doubt.startOffset}: ${grouped(doubt.events)} of the events are among them`
    case 'differs':
      return (
        `the log has ${grouped(doubt.inLog)} such events and the storage counts ${grouped(doubt.inStorage)}: npm run verify says more. Another ` +
        '--max-future than the pipeline had, or records that became dead letters as crash_suspect, would also do that'
      )
    case 'results':
      return `${doubt.results} results where there may be ${doubt.results > 1 ? 'one at most' : 'none yet'}: npm run verify says more`
  }
}
