import type { Random } from '../../src/produce/random.ts'
import type { Tally } from './tally.ts'

export type DiskFault = 'ENOSPC' | 'EIO' | 'EMFILE'

/** What becomes of a transaction, and what its process hears of it. */
export type CommitFate = 'answered' | 'lost' | 'applied' | 'later'

/** How often things go wrong: in a thousand steps, or a thousand operations that could meet it. */
export interface FaultRates {
  readonly kill: number
  readonly powerLoss: number
  readonly freeze: number
  readonly rebalance: number
  readonly stop: number
  readonly diskTrouble: number
  readonly disk: number
  readonly log: number
  readonly commit: number
}

const MOST_TROUBLES = 12

/** Each kind of trouble is absent, rare or usual in a seed, so that no kind hides another (swarm testing). */
export const faultRates = (random: Random): FaultRates => {
  const rate = (rare: number, usual: number) => [0, rare, usual][random.below(3)]!
  return {
    kill: rate(3, 10),
    powerLoss: rate(2, 8),
    freeze: rate(3, 10),
    rebalance: rate(2, 10),
    stop: rate(1, 4),
    diskTrouble: rate(1, 4),
    disk: rate(2, 10),
    log: rate(5, 40),
    commit: rate(100, 400),
  }
}

/** The dice for each operation of each process. */
export class Faults {
  isOn = true
  /** How many more troubles the world has in store, besides single operations that fail. */
  left: number
  readonly rates: FaultRates
  readonly #random: Random
  readonly #tally: Tally
  #trouble: { readonly code: DiskFault; left: number } | null = null

  constructor(random: Random, tally: Tally) {
    this.rates = faultRates(random)
    this.left = 1 + random.below(MOST_TROUBLES)
    this.#random = random
    this.#tally = tally
  }

  /** The disk is full, or fails, or there are no more descriptors, for so many calls. */
  beginTrouble(): DiskFault {
    const code = (['ENOSPC', 'EIO', 'EMFILE'] as const)[this.#random.below(3)]!
    this.#trouble = { code, left: 1 + this.#random.below(12) }
    return code
  }

  /** How a system call fails that could fail in these ways; null: it does not. */
  disk(...codes: readonly DiskFault[]): DiskFault | null {
    const code = this.#diskFault(codes)
    if (code !== null) this.#tally.add(code)
    return code
  }

  #diskFault(codes: readonly DiskFault[]): DiskFault | null {
    if (!this.isOn) return null
    if (this.#trouble !== null && this.#trouble.left > 0 && codes.includes(this.#trouble.code)) {
      this.#trouble.left--
      return this.#trouble.code
    }
    return this.happens(this.rates.disk) ? codes[this.#random.below(codes.length)]! : null
  }

  /** Whether a request to the log does not reach it, or its answer does not come back. */
  log(): 'request' | 'answer' | null {
    if (!this.isOn || !this.happens(this.rates.log)) return null
    this.#tally.add('log unreachable')
    return this.#random.below(2) === 0 ? 'request' : 'answer'
  }

  commit(): CommitFate {
    if (!this.isOn || !this.happens(this.rates.commit)) return 'answered'
    return (['lost', 'applied', 'later'] as const)[this.#random.below(3)]!
  }

  /** How much of so many bytes is written before the end. */
  cut(length: number): number {
    return this.#random.below(length + 1)
  }

  happens(perThousand: number): boolean {
    return this.#random.below(1_000) < perThousand
  }
}
