import type { Event, TenantId } from './event.ts'

/** An event whose time lies ahead of its record's own timestamp, accepted or rejected for it (E3). */
export interface Ahead {
  readonly kind: 'ahead'
  readonly tenant: TenantId
  readonly aheadMs: number
  readonly isRejected: boolean
}

/**
 * Up to a second an accepted event is not ahead: its time is rounded (E3) where a record's is cut, and clocks that are kept by NTP differ
 * by milliseconds. Otherwise half the tenants of an ordinary day would be.
 */
const TOLERATED_MS = 1_000

export const isAhead = ({ timeMs }: Event, recordTimestampMs: number): boolean =>
  timeMs > recordTimestampMs + TOLERATED_MS

/** 0 ms ahead where a record vouches for a time that is beyond the last year there is. */
export const ahead = ({ tenant, timeMs }: Event, recordTimestampMs: number, isRejected: boolean): Ahead => ({
  kind: 'ahead',
  tenant,
  aheadMs: Math.max(0, timeMs - recordTimestampMs),
  isRejected,
})
