import { catchError, concat, defer, map, type Observable, of, repeat, throwError, timer } from 'rxjs'
import type { LiveView } from '../../live/windows-view.ts'
import type { Heard } from './top-state.ts'

/** Why no more views come over a connection, in words. */
export class StreamTrouble extends Error {
  override readonly name = 'StreamTrouble'
  /** Another try would end like this one: somebody has to do something first. */
  readonly isFinal: boolean
  constructor(message: string, isFinal: boolean) {
    super(message)
    this.isFinal = isFinal
  }
}

const FIRST_PAUSE_MS = 500
const LONGEST_PAUSE_MS = 8_000

/** 0.5 s, 1 s, 2 s ... 8 s. */
const pauseAfter = (failures: number): number => Math.min(FIRST_PAUSE_MS * 2 ** (failures - 1), LONGEST_PAUSE_MS)

/**
 * Views over one connection after the other; `connect` is subscribed to anew when one is over, after a pause that doubles as long as nothing
 * comes.
 *
 *   connection   -v-v-#      -v-|
 *   out          -v-v-t      -v-t     v view, t trouble with the pause behind it
 *
 * Never completes. Trouble that is final is its error, and so is what is no StreamTrouble.
 */
export const listen = (connect: () => Observable<LiveView>): Observable<Heard> =>
  defer(() => {
    let failures = 0
    const over$ = throwError(() => new StreamTrouble('the stream ended', false))
    return defer(() => concat(connect(), over$)).pipe(
      map((view): Heard => {
        failures = 0
        return { kind: 'view', view }
      }),
      catchError((error: unknown) => {
        if (!(error instanceof StreamTrouble) || error.isFinal) throw error
        failures++
        return of<Heard>({ kind: 'trouble', message: error.message, pauseMs: pauseAfter(failures) })
      }),
      repeat({ delay: () => timer(pauseAfter(failures)) }),
    )
  })
