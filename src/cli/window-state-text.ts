import type { Question } from '../explain/question.ts'
import type { ClosedOtherwise, OpenWindow, WindowState } from '../explain/window-state.ts'
import { plainText } from './plain-text.ts'
import { durationText, timeText } from './time-text.ts'

/** Why a window is open, or what closed it, as a sentence. */
export const stateText = (state: WindowState, { endMs }: Pick<Question, 'endMs'>, graceMs: number): string => {
  switch (state.kind) {
    case 'unread':
      return 'the group has committed nothing of it yet'
    case 'open':
      return openText(state, endMs, graceMs)
    case 'closed-by-record': {
      const { offset, tenant, eventMs, watermarkMs } = state.record
      return (
        `closed by the record at offset ${offset} (tenant "${plainText(tenant, 60)}", event time ${timeText(eventMs)}), which moved the ` +
        `watermark to ${timeText(watermarkMs)} (T3)`
      )
    }
    case 'closed-otherwise':
      return otherwiseText(state, graceMs)
  }
}

const openText = ({ streamMs, watermarkMs, missingMs }: OpenWindow, endMs: number, graceMs: number): string => {
  if (streamMs === null || watermarkMs === null || missingMs === null)
    return 'open: there was no event in this partition yet'
  if (missingMs <= 0)
    return (
      `open, though stream time is ${timeText(streamMs)} and a grace of ${durationText(graceMs)} would have it closed: the pipeline's --grace is ` +
      `longer than ${durationText(streamMs - endMs)}`
    )
  return (
    `open: the watermark is ${timeText(watermarkMs)} (stream time less ${durationText(graceMs)}), ${durationText(missingMs)} before the window's end. ` +
    `An event of ${timeText(endMs + graceMs)} or later closes it; in a live pipeline that has read all of the partition idle time does too (T9), ` +
    'unless --idle is off'
  )
}

const otherwiseText = (state: ClosedOtherwise, graceMs: number): string => {
  const { fromOffset, toOffset, byIdleTime, byUntilEnd, byGrace, closingOffset } = state
  const place = fromOffset === toOffset ? `at offset ${toOffset}` : `between the offsets ${fromOffset} and ${toOffset}`
  const ways = [
    ...(byIdleTime ? ['by idle time (T9)'] : []),
    ...(byUntilEnd ? ['at the end of an --until-end run (T10)'] : []),
    ...(byGrace === null ? [] : [`by a record, if the pipeline ran with ${graceText(byGrace)}`]),
  ]
  const how =
    ways.length === 0 ? 'and nothing here says by what (npm run verify looks at all of it)' : ways.join(', or ')
  const closing = closingOffset === null ? 'no record' : `the record at offset ${closingOffset}`
  return `closed ${place}, ${how}. With a --grace of ${durationText(graceMs)} ${closing} would close it`
}

const graceText = ({ aboveMs, upToMs }: NonNullable<ClosedOtherwise['byGrace']>): string =>
  aboveMs < 0
    ? `a --grace of ${durationText(upToMs)} or less`
    : `a --grace above ${durationText(aboveMs)} and up to ${durationText(upToMs)}`
