import type { PartitionView, StatusView } from '../../live/status-view.ts'
import { bytes, count } from './numbers.ts'
import { numberCell, type Row, wordsCell } from './row.ts'
import { span, wholeSpanText } from './spans.ts'
import { type Clock, moment } from './times.ts'
import { UNKNOWN, type Value, words } from './value.ts'

/** Where each partition stands. */
export const partitionRows = ({ partitions }: StatusView, clock: Clock): readonly Row[] =>
  partitions.map((partition) => ({
    key: String(partition.partition),
    tone: partition.paused === null ? undefined : 'bad',
    cells: [
      numberCell('partition', count(partition.partition)),
      wordsCell('state', stateOf(partition, clock)),
      numberCell('watermark', moment(partition.watermarkMs, clock)),
      numberCell(
        'behind',
        span(partition.watermarkMs === null ? null : Math.max(0, clock.nowMs - partition.watermarkMs)),
      ),
      numberCell('lag', count(lagOf(partition))),
      numberCell('next', count(partition.nextOffset)),
      numberCell('end', count(partition.endOffset)),
      numberCell('committed', count(partition.committedOffset)),
      numberCell('windows', count(partition.open.windows)),
      numberCell('sessions', count(partition.open.sessions)),
      numberCell('waiting', count(partition.open.waitingEnds)),
      numberCell('bytes', bytes(partition.stateBytes)),
      numberCell('worker', partition.worker === null ? words(UNKNOWN) : count(partition.worker)),
    ],
  }))

const lagOf = ({ endOffset, nextOffset }: PartitionView): number | null =>
  endOffset === null ? null : Math.max(0, endOffset - nextOffset)

const TROUBLES = { log: 'log', fenced: 'fenced', disk: 'disk', invalid: 'no events' } as const

const stateOf = ({ paused }: PartitionView, { nowMs }: Clock): Value =>
  paused === null
    ? words('running')
    : {
        text: `paused (${TROUBLES[paused.trouble]}) for ${wholeSpanText(Math.max(0, nowMs - paused.sinceMs))}`,
        tone: 'bad',
        hint: paused.message,
      }
