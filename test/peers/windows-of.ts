import { Subject, tap } from 'rxjs'
import { expect } from 'vitest'
import type { Decoded } from '../../src/decode/decode-records.ts'
import { barrier } from '../../src/log/barrier.ts'
import { UNSET_CLOCK } from '../../src/time/clock.ts'
import { trackWatermark } from '../../src/time/track-watermark.ts'
import type { WindowsAtBarrier } from '../../src/window/count-panes.ts'
import { type RollingCounts, rollingCounts } from '../../src/window/rolling-counts.ts'
import type { SavedWindows } from '../../src/window/saved-windows.ts'
import { eventAt } from '../support/events.ts'
import { savedWindows } from '../support/saved.ts'

/** Windows as a peer's test sets them up, in its own unit of time. */
export interface PeerWindows {
  readonly size: number
  readonly step: number
  readonly grace: number
  /** What one unit of its times is in milliseconds, and what they count from: 1 and the epoch, unless said. */
  readonly unitMs?: number
  readonly originMs?: number
}

/** The grace with which no event of a test closes a window: `watermark@` alone does, as in a test harness of Flink. */
export const BY_WATERMARK = 10_000

/**
 * A partition that takes events as words and answers with rows as words: `A@12` an event of A at 12, `A@10/20=1` one in its
 * window.
 *
 * Other events are `end` (T10), `restart` (what was saved is restored) and `watermark@999`, Flink's: nothing up to 999 comes any
 * more, so windows that end at 1000 close. It is an event of nobody, whose rows are left out.
 */
export const openPartition = ({ size, step, grace, unitMs = 1, originMs = 0 }: PeerWindows) => {
  const books = { held: 0, written: 0 }
  let clock = UNSET_CLOCK
  let input$ = new Subject<Decoded>()
  let outputs: RollingCounts[] = []

  const begin = (restored?: SavedWindows) => {
    input$ = new Subject()
    input$
      .pipe(
        trackWatermark(grace * unitMs, clock),
        tap((moment) => {
          if (moment.kind === 'barrier') clock = moment.clock
        }),
        rollingCounts({ sizeMs: size * unitMs, stepMs: step * unitMs }, restored),
      )
      .subscribe((output) => {
        outputs.push(output)
        if (output.kind === 'window-count') books.written += output.occurrences
        if (output.kind === 'late') books.written += output.windows
      })
  }
  /** What there is to save. */
  const commit = (): WindowsAtBarrier => {
    input$.next(barrier('commit'))
    const atBarrier = outputs.at(-1) as WindowsAtBarrier
    books.held += atBarrier.heldPairs
    return atBarrier
  }
  const put = (word: string) => {
    const [key = '', time] = word.split('@')
    if (key === 'end') input$.next(barrier('end'))
    else if (key === 'restart') begin(savedWindows(commit().save('whole')))
    else if (key === NOBODY) input$.next(eventAt(Number(time) + 1 + grace, { tenant: key }))
    else input$.next(eventAt(originMs + Number(time) * unitMs, { tenant: key }))
  }
  const row = (key: string, startMs: number, occurrences: number) => {
    const start = (startMs - originMs) / unitMs
    return `${key}@${start}/${start + size}=${occurrences}`
  }

  begin()
  return {
    /** The rows that these events make final, and the corrections, added up by window (T6). Sorted. */
    feed: (events: readonly string[]) => {
      outputs = []
      for (const word of events) put(word)
      const counted: string[] = []
      const corrections = new Map<string, number>()
      for (const output of outputs) {
        if (output.kind === 'window-count' && output.tenant !== NOBODY)
          counted.push(row(output.tenant, output.windowStartMs, output.occurrences))
        if (output.kind === 'late')
          for (let i = 0; i < output.windows; i++) {
            const window = row(output.event.tenant, output.firstWindowMs + i * step * unitMs, 1)
            corrections.set(window, (corrections.get(window) ?? 0) + 1)
          }
      }
      const late = [...corrections].map(([window, count]) => window.replace(/=1$/, `=${count}`))
      return { counted: counted.sort(), late: late.sort() }
    },
    /** All pairs of an event and a window of it are in a row, in a correction or still open (T8). */
    expectBalance: () => {
      const open = commit().save('changes').openPairs
      expect(books.written + open).toBe(books.held)
    },
  }
}

const NOBODY = 'watermark'
