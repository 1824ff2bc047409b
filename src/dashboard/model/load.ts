import type { StatusView } from '../../live/status-view.ts'
import { count, rate } from './numbers.ts'
import { span, spanText } from './spans.ts'
import { type Clock, timeText } from './times.ts'
import { type Tone, type Value, type Values, words } from './value.ts'

/** Behind by more than this is worth a colour; a healthy pipeline is behind by its batches. */
const BEHIND_SECONDS = 30
/** Behind by less, it reads records about as they come. */
const KEEPS_UP_SECONDS = 5

/** How fast it goes, and how far it is behind. */
export const load = ({ records, recordsPerSecond, totals, lag, partitions }: StatusView, clock: Clock): Values => ({
  'records-per-second': rate(recordsPerSecond),
  records: count(records),
  events: count(totals.events),
  'lag-records': count(lag.records),
  'lag-eta': eta(lag),
  'lag-seconds': { ...span(lag.seconds === null ? null : lag.seconds * 1000), value: lag.seconds, tone: lagTone(lag) },
  watermark: earliestWatermark(partitions, clock),
})

const lagTone = ({ seconds }: StatusView['lag']): Tone | undefined =>
  seconds !== null && seconds > BEHIND_SECONDS ? 'warn' : undefined

const eta = ({ records, etaSeconds, seconds }: StatusView['lag']): Value => {
  if (records === null) return words('the log has not said where it ends')
  if (records > 0 && seconds !== null && seconds < KEEPS_UP_SECONDS) return { text: 'keeping up', value: etaSeconds }
  if (etaSeconds === null) return { ...words('not caught up at this pace', 'warn'), value: null }
  return { text: etaSeconds === 0 ? 'caught up' : `caught up in ${spanText(etaSeconds * 1000)}`, value: etaSeconds }
}

const earliestWatermark = (partitions: StatusView['partitions'], clock: Clock): Value => {
  const known = partitions.flatMap(({ watermarkMs }) => (watermarkMs === null ? [] : [watermarkMs]))
  if (known.length === 0) return { text: 'no watermark yet', value: null }
  const earliestMs = known.reduce((a, b) => Math.min(a, b))
  return { text: `earliest watermark ${timeText(Math.floor(earliestMs / 1000) * 1000, clock)}`, value: earliestMs }
}
