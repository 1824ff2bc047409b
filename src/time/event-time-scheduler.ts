import { type SchedulerAction, type SchedulerLike, Subscription } from 'rxjs'
import TinyQueue from 'tinyqueue'

interface Entry {
  run: (() => void) | null
  dueMs: number
  sequence: number
}

/**
 * A scheduler whose clock is event time: it stands still until `advanceTo`, which runs what is due on the way, in the order of
 * (due, scheduled). Given to `windowTime`, windows close by the watermark instead of the wall clock.
 *
 * Not RxJS' VirtualTimeScheduler, which keeps an action for each hop and overflows the stack when it unsubscribes after 20,000 of
 * them. Here an action that schedules itself again is the same Subscription and the same heap entry: nothing is allocated a hop.
 * Memory: one entry for each action that is waiting.
 */
export class EventTimeScheduler implements SchedulerLike {
  #nowMs: number
  #sequence = 0
  readonly #waiting = new TinyQueue<Entry>([], (a, b) => a.dueMs - b.dueMs || a.sequence - b.sequence)

  /** @param startMs where the clock begins, unix milliseconds */
  constructor(startMs: number) {
    this.#nowMs = startMs
  }

  now(): number {
    return this.#nowMs
  }

  schedule<T>(work: (this: SchedulerAction<T>, state?: T) => void, delayMs = 0, state?: T): Subscription {
    let entry: Entry = { run: null, dueMs: 0, sequence: 0 }
    const action = new Subscription(() => {
      entry.run = null
    }) as SchedulerAction<T>
    let nextState = state
    const run = () => work.call(action, nextState)
    action.schedule = (againWith?: T, againMs = 0) => {
      if (action.closed) return action
      // Still waiting for its turn: that turn is off, and the heap must not see its key change.
      if (entry.run !== null) {
        entry.run = null
        entry = { run: null, dueMs: 0, sequence: 0 }
      }
      nextState = againWith
      entry.run = run
      entry.dueMs = this.#nowMs + againMs
      entry.sequence = this.#sequence++
      this.#waiting.push(entry)
      return action
    }
    return action.schedule(state, delayMs)
  }

  /** Moves the clock to `ms`, running all that is due until then at the time it is due. Never backwards. */
  advanceTo(ms: number): void {
    for (let next = this.#waiting.peek(); next !== undefined && next.dueMs <= ms; next = this.#waiting.peek()) {
      this.#waiting.pop()
      const { run } = next
      if (run === null) continue
      next.run = null
      this.#nowMs = next.dueMs
      run()
    }
    if (ms > this.#nowMs) this.#nowMs = ms
  }
}
