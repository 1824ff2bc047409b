import { setImmediate } from 'node:timers/promises'
import { type Letter, readLetters } from '../dead-letter/read-letters.ts'
import type { SettledLetters } from '../dead-letter/settled-letters.ts'
import type { PartitionBounds, Reader } from '../log/event-log.ts'
import { type JudgeOptions, judgeLetter, type Verdict, whyNotMeant } from './judge-letter.ts'

/** A letter and what becomes of it. */
export interface Judged {
  readonly kind: 'judged'
  readonly letter: Letter
  readonly verdict: Verdict
}

/** All letters of the ranges were looked at. */
export interface Through {
  readonly kind: 'through'
}

/** How many letters may be meant in one run, of all partitions together. */
export class Quota {
  #left: number
  constructor(most: number) {
    this.#left = most
  }
  /** One of them; false where there is none left. */
  take(): boolean {
    if (this.#left === 0) return false
    this.#left--
    return true
  }
}

/** Judging does not wait for anything: so often at least it lets timers, signals and the group's heartbeats have their turn. */
const TURN_MS = 20

/**
 * The letters of some ranges that are not settled yet, in their order, each with its verdict, and `through` behind the last. Ends without it
 * where the quota is used up or the signal is aborted. Keeps one batch of letters.
 */
export async function* judgedLetters(
  log: Reader,
  topic: string,
  ranges: readonly PartitionBounds[],
  settled: SettledLetters,
  options: JudgeOptions,
  quota: Quota,
  stop: AbortSignal,
): AsyncGenerator<Judged | Through> {
  let turnMs = performance.now()
  for await (const letter of readLetters(log, topic, ranges)) {
    if (performance.now() - turnMs > TURN_MS) {
      await setImmediate()
      turnMs = performance.now()
    }
    if (stop.aborted) return
    if (settled.fateOf(letter) !== 'unresolved') continue
    // Nothing is waited for between the question and the taking: other partitions ask, too.
    if (whyNotMeant(letter, options) === null && !quota.take()) return
    yield { kind: 'judged', letter, verdict: await judgeLetter(letter, options) }
  }
  yield { kind: 'through' }
}
