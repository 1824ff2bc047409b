import type { StatusView } from '../../live/status-view.ts'
import { deadLetterCount } from '../../summary.ts'
import { grouped, shortTime } from '../progress.ts'
import { bytesText, clockText, rateText, spanText } from './amounts.ts'
import { type Line, line } from './line.ts'

/** How fast it goes, how far it is behind, and what it has made so far. */
export const rateLines = (status: StatusView): readonly Line[] => {
  const { records, recordsPerSecond, totals, partitions, workers, storageFreeBytes, fences, restarts } = status
  const stateBytes = partitions.reduce((sum, partition) => sum + partition.stateBytes, 0)
  const running = workers.filter(({ state }) => state === 'running').length
  return [
    line(`${rateText(recordsPerSecond)} records/s   ${lagText(status)}`, 'bold'),
    line(
      [
        `watermark ${watermarkText(status)}`,
        `state ${bytesText(stateBytes)}`,
        ...(storageFreeBytes === null ? [] : [`storage ${bytesText(storageFreeBytes)} free`]),
        ...(workers.length === 0 ? [] : [`workers ${running} of ${workers.length}`]),
        ...(fences === 0 ? [] : [`fenced ${grouped(fences)}`]),
        ...(restarts === 0 ? [] : [`restarts ${grouped(restarts)}`]),
      ].join('   '),
    ),
    line(
      [
        `${grouped(records)} records`,
        `committed ${grouped(totals.events)} events`,
        `${grouped(totals.rows.rolling_window_results ?? 0)} window rows`,
        `late ${grouped(totals.latePairs)}`,
        `dead letters ${grouped(deadLetterCount({ deadLetters: status.deadLetters.byReason }))}`,
      ].join('   '),
      'dim',
    ),
  ]
}

const lagText = ({ lag }: StatusView): string => {
  if (lag.records === null) return 'lag unknown'
  if (lag.records === 0) return 'no lag'
  const seconds = lag.seconds === null ? '' : ` (${spanText(lag.seconds * 1000)})`
  const eta = lag.etaSeconds === null ? 'not at this pace' : `caught up in ${shortTime(lag.etaSeconds)}`
  return `lag ${grouped(lag.records)}${seconds}, ${eta}`
}

/** The slowest partition's: all that ends by then is closed everywhere (T3). */
const watermarkText = ({ partitions, atMs }: StatusView): string => {
  const slowest = slowestWatermark(partitions)
  return slowest === null ? 'none' : `${clockText(slowest, atMs)} (${spanText(atMs - slowest)} ago)`
}

/** null where no partition has one. */
export const slowestWatermark = (partitions: StatusView['partitions']): number | null =>
  partitions.reduce<number | null>(
    (least, { watermarkMs }) =>
      watermarkMs === null ? least : least === null ? watermarkMs : Math.min(least, watermarkMs),
    null,
  )
