import { catchError, defer, EMPTY, exhaustMap, type Observable, tap, timer } from 'rxjs'
import type { PartitionBounds } from './event-log.ts'
import type { Reader } from './kafka-reader.ts'

/** How often the broker is asked where the partitions end, while a reader has nothing to do. */
const LOOK_MS = 500

/**
 * Tells each reader that has read its partition to the end so, with the time at which the broker was asked. Only who was idle before the
 * question and had not moved when it was answered is told: what came in between was behind the answer. A question that fails is no answer.
 * One request for all partitions, and none while all readers are busy. Emits nothing.
 */
export const sayWhenCaughtUp = (
  readers: ReadonlyMap<number, Reader>,
  bounds: () => Promise<readonly PartitionBounds[] | null>,
): Observable<unknown> =>
  timer(LOOK_MS, LOOK_MS).pipe(
    exhaustMap(() => {
      const idle = [...readers]
        .filter(([, reader]) => reader.isIdle)
        .map((entry) => [...entry, entry[1].nextOffset] as const)
      if (idle.length === 0) return EMPTY
      const atMs = performance.now()
      return defer(bounds).pipe(
        tap((ends) => {
          for (const [partition, reader, nextOffset] of idle) {
            const isStill = readers.get(partition) === reader && reader.isIdle && reader.nextOffset === nextOffset
            const end = ends?.[partition]?.endOffset ?? Number.POSITIVE_INFINITY
            if (isStill && nextOffset >= end) reader.sayCaughtUp(atMs)
          }
        }),
        catchError(() => EMPTY),
      )
    }),
  )
