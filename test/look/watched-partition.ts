import { Subject, type Subscription } from 'rxjs'
import type { LiveWindows } from '../../src/look/live-windows.ts'
import type { Timed } from '../../src/time/track-watermark.ts'
import type { WindowsAtBarrier } from '../../src/window/count-panes.ts'
import { openFromMs } from '../../src/window/open-windows.ts'
import { rollingCounts } from '../../src/window/rolling-counts.ts'
import type { SavedWindows } from '../../src/window/saved-windows.ts'
import { eventAt, moment, timedBarrier } from '../support/events.ts'
import { SavedOverTime } from '../support/saved.ts'
import type { PlainEvent, PlainShape } from '../window/brute-force.ts'

/** A partition whose windows are watched, a barrier behind each event; it can be taken again where it was saved last. */
export class WatchedPartition {
  events: readonly PlainEvent[] = []
  readonly #live: LiveWindows
  readonly #number: number
  readonly #shape: PlainShape
  readonly #graceMs: number
  #saved: { readonly windows: SavedWindows | undefined; readonly events: number } = { windows: undefined, events: 0 }
  #savings = new SavedOverTime({})
  #timed$ = new Subject<Timed>()
  #running: Subscription
  #atBarrier: WindowsAtBarrier | null = null

  constructor(live: LiveWindows, number: number, shape: PlainShape, graceMs: number) {
    this.#live = live
    this.#number = number
    this.#shape = shape
    this.#graceMs = graceMs
    this.#running = this.#run()
  }

  add(event: PlainEvent): void {
    this.events = [...this.events, event]
    const streamTimeMs = Math.max(...this.events.map(({ timeMs }) => timeMs))
    this.#timed$.next(moment(eventAt(event.timeMs, event), streamTimeMs - this.#graceMs, streamTimeMs))
    this.#timed$.next(timedBarrier('commit'))
  }

  save(): void {
    if (this.#atBarrier === null) return
    this.#saved = { windows: this.#savings.windows(this.#atBarrier, this.#shape), events: this.events.length }
  }

  /** All that came since it was saved is gone, and comes again or does not. */
  takeAgain(): void {
    this.#running.unsubscribe()
    this.events = this.events.slice(0, this.#saved.events)
    this.#timed$ = new Subject()
    this.#running = this.#run()
    this.#timed$.next(timedBarrier('commit'))
  }

  #run(): Subscription {
    const { windows } = this.#saved
    this.#savings = new SavedOverTime({ windows })
    this.#live.taken(this.#number, openFromMs(windows, this.#shape))
    return this.#timed$.pipe(rollingCounts(this.#shape, windows)).subscribe((output) => {
      this.#live.watch(output, this.#number)
      if (output.kind === 'windows-at-barrier') this.#atBarrier = output
    })
  }
}
