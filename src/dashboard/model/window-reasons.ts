import type { PartitionView, PipelineView, StatusView } from '../../live/status-view.ts'
import { counted } from './numbers.ts'
import { setSpanText, spanText } from './spans.ts'
import { type Clock, exactTimeText, timeText } from './times.ts'
import type { Tone } from './value.ts'
import { isOpenIn, type ShownWindow } from './window-state.ts'

/** Why a window is open in a partition, or that it is closed there. */
export interface WindowReason {
  readonly partition: number
  /** Event time until it closes; 0 or less: it is closed; null: the partition has seen no event. */
  readonly missingMs: number | null
  readonly headline: string
  readonly explanation: string
  readonly tone: Tone
}

/** So many partitions are listed; those that keep the window open longest come first. */
const MOST = 24

/** By partition, the one that keeps the window open longest first. */
export const windowReasons = (
  shown: ShownWindow,
  { partitions, pipeline }: Pick<StatusView, 'partitions' | 'pipeline'>,
  clock: Clock,
): readonly WindowReason[] =>
  partitions
    .map((partition) => reason(partition, shown.endMs, pipeline, clock))
    .sort((a, b) => (b.missingMs ?? -Infinity) - (a.missingMs ?? -Infinity) || a.partition - b.partition)
    .slice(0, MOST)

const reason = (partition: PartitionView, endMs: number, pipeline: PipelineView, clock: Clock): WindowReason => {
  const { watermarkMs, streamTimeMs } = partition
  if (watermarkMs === null || streamTimeMs === null)
    return {
      partition: partition.partition,
      missingMs: null,
      headline: 'holds nothing',
      explanation: 'It has seen no event yet, so it has no time and no window.',
      tone: 'quiet',
    }
  const missingMs = endMs - watermarkMs
  if (!isOpenIn(partition, endMs))
    return {
      partition: partition.partition,
      missingMs,
      headline: 'closed',
      explanation: `Its watermark, ${exactTimeText(watermarkMs, clock)}, is at or past the end.`,
      tone: 'quiet',
    }
  return {
    partition: partition.partition,
    missingMs,
    headline: `open for ${spanText(missingMs)} more`,
    explanation:
      `Its newest event is of ${exactTimeText(streamTimeMs, clock)}; less the grace of ${setSpanText(pipeline.graceMs)} its watermark is ` +
      `${exactTimeText(watermarkMs, clock)}. ${whatNext(partition, endMs + pipeline.graceMs, clock)}`,
    tone: partition.paused === null ? 'good' : 'bad',
  }
}

const whatNext = ({ paused, nextOffset, endOffset }: PartitionView, closingMs: number, clock: Clock): string => {
  if (paused !== null) return `It is paused, so nothing moves: ${paused.message}`
  const closing = `An event of ${timeText(closingMs, clock)} or later closes it`
  if (endOffset === null) return `${closing}.`
  const waiting = Math.max(0, endOffset - nextOffset)
  return waiting > 0
    ? `${closing}; ${counted(waiting, 'record')} of its log ${waiting === 1 ? 'waits' : 'wait'} to be read.`
    : `${closing}. All of its log is read, so idle time goes on by itself and closes it, too, unless --idle is off.`
}

/** The window in one sentence. */
export const whyText = (shown: ShownWindow, clock: Clock): string => {
  const { isOpen, openIn, partitions, endMs } = shown
  if (!isOpen)
    return `It is closed: every watermark has come to its end, ${timeText(endMs, clock)}. Its rows are final; what comes later is a correction.`
  if (openIn === 0) return 'No partition has a watermark yet.'
  const where =
    openIn === partitions
      ? openIn === 1
        ? 'Its partition'
        : `All ${openIn} partitions`
      : `${openIn} of ${partitions} partitions`
  return `${where} ${openIn === 1 ? 'has' : 'have'} a watermark before its end, ${timeText(endMs, clock)}.`
}

export const ruleText = ({ graceMs }: PipelineView): string =>
  `Watermark = newest event of the partition − grace (${setSpanText(graceMs)}). A window closes in a partition when its watermark reaches the window's end.`
