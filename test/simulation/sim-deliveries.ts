import { Observable } from 'rxjs'
import type { CaughtUp, Delivery } from '../../src/log/event-log.ts'
import { batchOf } from '../support/events.ts'
import { type LogAccess, request } from './log-access.ts'
import { type LogValue, MARKER, type SimPartition } from './sim-log.ts'

/** A partition at its end is looked at again after this long, at the earliest. */
const LOOK_MS = 300

/** One batch at a time. Its bytes are gone when it is released, as the port says. At the end of the log it says that it is there. */
export const simulatedDeliveries = (
  access: LogAccess,
  partition: SimPartition,
  fromOffset: number,
): Observable<Delivery | CaughtUp> =>
  new Observable((subscriber) => {
    let lookedAtMs = Number.NEGATIVE_INFINITY
    const look = (offset: number, isStill: () => boolean) => {
      const isReady = () => isStill() && access.nowMs() >= lookedAtMs + LOOK_MS
      const ask = () => (offset - partition.startOffset < partition.values.length ? null : access.nowMs())
      request(access, `look behind p${partition.number} at ${offset}`, ask, isReady).then(
        (atMs) => {
          if (atMs === null || !isStill()) return
          lookedAtMs = atMs
          subscriber.next({ kind: 'caught-up', atMs })
          look(offset, isStill)
        },
        () => look(offset, isStill),
      )
    }
    const fetch = (offset: number) => {
      let isWaiting = true
      const isReady = () => !subscriber.closed && offset - partition.startOffset < partition.values.length
      const most = 1 + access.random.below(access.mostInBatch)
      const read = () => readValues(partition.values, offset - partition.startOffset, most)
      request(access, `fetch p${partition.number} at ${offset}`, read, isReady).then(
        ({ values, length }) => {
          isWaiting = false
          const nextOffset = offset + length
          const batch = batchOf(values, { baseOffset: offset, nextOffset })
          let isReleased = false
          const release = () => {
            if (isReleased) return
            isReleased = true
            for (const value of values) value.fill(0)
            fetch(nextOffset)
          }
          subscriber.next({ kind: 'delivery', batch, release })
        },
        (error) => subscriber.error(error),
      )
      const isAtEnd = () => offset - partition.startOffset >= partition.values.length
      look(offset, () => isWaiting && isAtEnd() && !subscriber.closed)
    }
    fetch(fromOffset)
  })

/** Copies of at most so many records from an index on, up to the log's own; those behind them are read over. */
const readValues = (all: readonly LogValue[], from: number, most: number): { values: Buffer[]; length: number } => {
  const values: Buffer[] = []
  let at = from
  for (let value = all[at]; value !== undefined && value !== MARKER && values.length < most; value = all[++at])
    values.push(Buffer.from(value))
  while (all[at] === MARKER) at++
  return { values, length: at - from }
}
