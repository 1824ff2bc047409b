import { merge, type OperatorFunction } from 'rxjs'
import type { Output } from './checkpoint/output.ts'
import type { SavedPartition } from './checkpoint/saved-partition.ts'
import { type DeadLetterOptions, toDeadLetters } from './dead-letter/to-dead-letters.ts'
import { type DecodeOptions, decodeRecords } from './decode/decode-records.ts'
import type { Barrier } from './log/barrier.ts'
import type { CaughtUp, Delivery } from './log/event-log.ts'
import { splitByKind } from './rx/split-by-kind.ts'
import { pairSessions } from './session/pair-sessions.ts'
import type { SessionLimits } from './session/session-step.ts'
import { trackWatermark } from './time/track-watermark.ts'
import { rollingCounts } from './window/rolling-counts.ts'
import type { WindowShape } from './window/window-shape.ts'

export interface PipelineOptions extends DecodeOptions, DeadLetterOptions, SessionLimits {
  /** How far the watermark stays behind stream time (T1). */
  readonly graceMs: number
  readonly window: WindowShape
}

/**
 * The whole way of one partition's records, from bytes to rows; no I/O, no environment, and no wall clock but for the time in dead letters.
 *
 *   deliveries -> decode -+-> dead letters ----------------------------------------------+->
 *                         +-> events ahead of their records, for the clock report -------+
 *                         +-> watermark -+-> panes -> windowTime -> window counts, late -+
 *                                        +-> pair sessions (scan) -----------------------+
 *                                        +-> barriers, last: all of their state is before them
 *
 * Emits within the turn of the delivery, or of the `caught-up` that moves time on (T9). An error means that the partition is over; bad records are no errors.
 */
export const partitionPipeline =
  (options: PipelineOptions, restored?: SavedPartition): OperatorFunction<Delivery | CaughtUp | Barrier, Output> =>
  (delivery$) =>
    delivery$.pipe(
      decodeRecords(options),
      splitByKind((of) =>
        merge(
          of('rejected').pipe(toDeadLetters(options)),
          of('ahead'),
          of('event', 'caught-up', 'barrier').pipe(
            trackWatermark(options.graceMs, restored?.clock),
            splitByKind((of) =>
              merge(
                of('moment', 'tick', 'barrier').pipe(rollingCounts(options.window, restored?.windows)),
                of('moment', 'tick', 'barrier').pipe(pairSessions(options, restored?.sessions)),
                of('barrier'),
              ),
            ),
          ),
        ),
      ),
    )
