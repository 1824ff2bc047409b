import { type Letter, readLetters } from '../dead-letter/read-letters.ts'
import type { SettledLetters } from '../dead-letter/settled-letters.ts'
import type { PartitionBounds, Reader } from '../log/event-log.ts'
import { isMeant, type JudgeOptions, judgeLetter, type Verdict } from './judge-letter.ts'

/** A letter and what becomes of it. */
export interface Judged {
  readonly kind: 'judged'
  readonly letter: Letter
  readonly verdict: Verdict
}

/** How many letters may be asked for in one run, of all partitions together. */
export class Quota {
  #left: number
  constructor(most: number) {
    this.#left = most
  }
  get isUsedUp(): boolean {
    return this.#left === 0
  }
  take(): void {
    this.#left--
  }
}

/**
 * The letters of some ranges that are not settled yet, in their order, each with its verdict; ends behind the one that uses up the quota.
 * Keeps one batch of letters.
 */
export async function* judgedLetters(
  log: Reader,
  topic: string,
  ranges: readonly PartitionBounds[],
  settled: SettledLetters,
  options: JudgeOptions,
  quota: Quota,
): AsyncGenerator<Judged> {
  for await (const letter of readLetters(log, topic, ranges)) {
    if (quota.isUsedUp) return
    if (settled.fateOf(letter) !== 'unresolved') continue
    const verdict = await judgeLetter(letter, options)
    if (isMeant(verdict)) quota.take()
    yield { kind: 'judged', letter, verdict }
  }
}
