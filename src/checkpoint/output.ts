import type { DeadLetter } from '../dead-letter/dead-letter.ts'
import type { Ahead } from '../event/ahead.ts'
import type { PairedSessions } from '../session/pair-sessions.ts'
import type { TimedBarrier } from '../time/track-watermark.ts'
import type { RollingCounts } from '../window/rolling-counts.ts'

/** All that comes out of a partition's stages, in order, each barrier behind what belongs before it: what a commit is made of. */
export type Output = DeadLetter | Ahead | RollingCounts | PairedSessions | TimedBarrier
