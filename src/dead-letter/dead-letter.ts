import type { Reason } from '../event/reason.ts'
import type { OutgoingRecord } from '../log/record-batch.ts'

/** A record that could not be used, ready for the dead-letter topic: its bytes untouched, the reason in its headers (E4). */
export interface DeadLetter {
  readonly kind: 'dead-letter'
  readonly reason: Reason
  /** Whose event it would have been; null where that could not be read. Unlike a `TenantId`, nobody vouches for it. */
  readonly tenant: string | null
  readonly record: OutgoingRecord
  /** What it has to itself in memory until the next commit (R2): key, value, headers; the names of ours are everybody's. */
  readonly bytes: number
}
