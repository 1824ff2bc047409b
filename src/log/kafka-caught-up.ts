import { catchError, defer, EMPTY, exhaustMap, type Observable, tap, timer } from 'rxjs'
import type { Reader } from './kafka-reader.ts'

/** How often the broker is asked where the partitions end, while a reader has nothing to do. */
const LOOK_MS = 500

/** The end of all records of each partition. Records of a transaction that is open count: they are behind what can be read, and will come. */
export type TellEnds = () => Promise<ReadonlyMap<number, number> | null>

/**
 * Tells each reader that has read its partition to the end so, with the time at which the broker was asked. Only who was idle before the
 * question and had not moved when it was answered is told: what came in between was behind the answer. A question that fails is no answer.
 * One question for all partitions, and none while all readers are busy. Emits nothing.
 */
export const sayWhenCaughtUp = (readers: ReadonlyMap<number, Reader>, ends: TellEnds): Observable<unknown> =>
  timer(LOOK_MS, LOOK_MS).pipe(
    exhaustMap(() => {
      const idle = [...readers]
        .filter(([, reader]) => reader.isIdle)
        .map(([partition, reader]) => ({ partition, reader, nextOffset: reader.nextOffset }))
      if (idle.length === 0) return EMPTY
      const atMs = performance.now()
      return defer(ends).pipe(
        tap((found) => {
          for (const { partition, reader, nextOffset } of idle) {
            const isStill = readers.get(partition) === reader && reader.isIdle && reader.nextOffset === nextOffset
            if (isStill && nextOffset >= (found?.get(partition) ?? Number.POSITIVE_INFINITY)) reader.sayCaughtUp(atMs)
          }
        }),
        catchError(() => EMPTY),
      )
    }),
  )
