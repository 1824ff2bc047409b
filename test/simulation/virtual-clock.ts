import { type SchedulerAction, type SchedulerLike, Subscription } from 'rxjs'

/** Whoever set a timer, and whether it could notice that its time has come. */
export interface TimerOwner {
  readonly name: string
  readonly isAwake: boolean
  readonly isDead: boolean
}

type Work<T> = (this: SchedulerAction<T>, state?: T) => void

interface Timer {
  readonly owner: TimerOwner
  readonly dueMs: number
  readonly run: () => void
}

/**
 * The one clock of a simulated world. It moves when the world says so, never by itself; a timer goes off when the world picks it,
 * at its time or later, as on a busy machine.
 *
 * Not RxJS' VirtualTimeScheduler: that keeps every action it ever ran, and knows no process that sleeps through its timers.
 */
export class VirtualClock {
  nowMs = 0
  readonly #timers = new Set<Timer>()

  /** The scheduler of one process, to be given to RxJS. */
  schedulerOf(owner: TimerOwner): SchedulerLike {
    return {
      now: () => this.nowMs,
      schedule: <T>(work: Work<T>, delayMs?: number, state?: T) => this.#schedule(owner, work, delayMs, state),
    }
  }

  /** The timer that is due first, of those whose owner is awake. */
  next(): Timer | null {
    let first: Timer | null = null
    for (const timer of this.#timers) {
      if (timer.owner.isDead) this.#timers.delete(timer)
      else if (timer.owner.isAwake && (first === null || timer.dueMs < first.dueMs)) first = timer
    }
    return first
  }

  /** Lets a timer go off, and time pass until then if it is not that late yet. */
  fire(timer: Timer): void {
    this.nowMs = Math.max(this.nowMs, timer.dueMs)
    this.#timers.delete(timer)
    timer.run()
  }

  #schedule<T>(owner: TimerOwner, work: Work<T>, delayMs = 0, state?: T): Subscription {
    let timer: Timer | null = null
    const cancel = () => {
      if (timer !== null) this.#timers.delete(timer)
    }
    const action = new Subscription(cancel) as SchedulerAction<T>
    action.schedule = (againWith?: T, againMs = 0) => {
      if (action.closed) return action
      cancel()
      timer = { owner, dueMs: this.nowMs + againMs, run: () => work.call(action, againWith) }
      this.#timers.add(timer)
      return action
    }
    return action.schedule(state, delayMs)
  }
}
