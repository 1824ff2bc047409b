import type { Revoked } from '../each-partition.ts'
import type { RedriveReport } from './redrive-partition.ts'
import { type Tally, Tallying } from './tally.ts'

interface PartitionTally {
  tallying: Tallying
  redriven: number
  parked: number
}

/**
 * What a run found and did, by what its partitions report. A partition that is taken away takes along what was judged of it and not settled: whoever
 * has it next judges those letters again. Keeps a tally a partition.
 */
export class RunTally {
  readonly #partitions = new Map<number, PartitionTally>()

  account(report: RedriveReport | Revoked): void {
    switch (report.kind) {
      case 'judged':
        this.#of(report.letter.partition).tallying.add(report)
        return
      case 'settled': {
        const tally = this.#of(report.partition)
        tally.redriven += report.redriven
        tally.parked += report.parked
        return
      }
      case 'revoked': {
        const tally = this.#of(report.partition)
        tally.tallying = new Tallying({ passes: tally.redriven, spent: tally.parked })
        return
      }
      case 'finished':
        return
    }
  }

  get redriven(): number {
    return this.#sum(({ redriven }) => redriven)
  }

  get parked(): number {
    return this.#sum(({ parked }) => parked)
  }

  get tally(): Tally {
    const all = new Tallying()
    for (const { tallying } of this.#partitions.values()) all.addTally(tallying.tally)
    return all.tally
  }

  #of(partition: number): PartitionTally {
    const known = this.#partitions.get(partition) ?? { tallying: new Tallying(), redriven: 0, parked: 0 }
    this.#partitions.set(partition, known)
    return known
  }

  #sum(number: (tally: PartitionTally) => number): number {
    return [...this.#partitions.values()].reduce((sum, tally) => sum + number(tally), 0)
  }
}
