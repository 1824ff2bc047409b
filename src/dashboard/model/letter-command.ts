import type { LetterView, PipelineView } from '../../live/status-view.ts'

/**
 * The command that shows the record behind a dead letter, whole, and what today's code says of it, for a terminal of a POSIX shell. A letter's
 * coordinates are those of its record, so it is looked for in the topic of events.
 */
export const letterCommand = ({ topic, partition, offset }: LetterView, { log }: PipelineView): string =>
  [
    'npm run dlq -- show',
    `${partition}:${offset}`,
    '--source',
    ...(topic === 'events' ? [] : ['--events-topic', quoted(topic)]),
    '--log',
    quoted(log),
  ].join(' ')

const PLAIN = /^[\w@%+=:,./-]+$/

const quoted = (text: string): string => (PLAIN.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`)
