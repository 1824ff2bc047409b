import { checkKafka, warnOfKafka } from '../../config/check-kafka.ts'
import { DLQ_SHOW_FLAGS } from '../../config/dlq-flags.ts'
import type { ConfigOf } from '../../config/flag.ts'
import type { Letter } from '../../dead-letter/read-letters.ts'
import type { Command } from '../command.ts'
import type { OpenTopic } from '../existing-log.ts'
import { writeBytes, writeLine } from '../write-line.ts'
import type { Judgement } from './letter-text.ts'

type ShowConfig = ConfigOf<typeof DLQ_SHOW_FLAGS>

/** Shows one dead letter, or one record of the topic of events, whole. */
export const SHOW: Command<typeof DLQ_SHOW_FLAGS> = {
  name: 'dlq show',
  summary:
    'Shows all of one dead letter: where it came from, what is wrong, headers, key, value, and what today says of it.',
  flags: DLQ_SHOW_FLAGS,
  check: checkKafka,
  warn: warnOfKafka,
  example: '0:17 --raw > letter.json',
  run: async (config) => {
    const [{ withDeadLetters }, { withTopic }, { recordAt }, { letterText, recordText }] = await Promise.all([
      import('./asked-letters.ts'),
      import('../existing-log.ts'),
      import('./record-at.ts'),
      import('./letter-text.ts'),
    ])
    const show = async (open: OpenTopic): Promise<void> => {
      const record = await recordAt(open, config.place)
      if (config.raw) return writeRaw(record)
      const judgement = await judge(record, config)
      await writeLine(config.source ? recordText(record, judgement) : letterText(record, judgement))
    }
    await (config.source
      ? withTopic(config, config.eventsTopic, 'is --events-topic the one that the pipeline reads?', show)
      : withDeadLetters(config, show))
  },
}

/** A letter as if it were sent back now, which makes a new record of it; what lies in the topic of events by its own time (E3). */
const judge = async (record: Letter, { source, maxFutureMs }: ShowConfig): Promise<Judgement> => {
  if (!source && record.origin?.truncated) return { kind: 'cut' }
  const { decodeEvent } = await import('../../decode/decode-event.ts')
  const decoded = decodeEvent(record.value, source ? record.appendedMs : Date.now(), { maxFutureMs })
  return decoded._tag === 'Left' ? { kind: 'failure', failure: decoded.left } : { kind: 'event', event: decoded.right }
}

const writeRaw = async ({ value, origin, partition, offset }: Letter): Promise<void> => {
  if (origin?.truncated) process.stderr.write(`${partition}:${offset} holds only the beginning of its value\n`)
  if (value !== null) await writeBytes(value)
}
