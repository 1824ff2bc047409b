import { LogError } from '../../src/log/event-log.ts'
import { type Random, seededRandom } from '../../src/produce/random.ts'
import { CommittedBooks } from './committed-books.ts'
import { Faults } from './faults.ts'
import { livePipeline } from './pipeline-life.ts'
import { PublishedParts } from './published-parts.ts'
import { SimDisk } from './sim-disk.ts'
import { SimFile } from './sim-file.ts'
import { SimGroup } from './sim-group.ts'
import { type LogValue, SimLog } from './sim-log.ts'
import { SimProcess } from './sim-process.ts'
import { STORAGE } from './sim-system.ts'
import { Tally } from './tally.ts'
import type { ReportViolation, Violation } from './violation.ts'
import { VirtualClock } from './virtual-clock.ts'
import { type Workload, workloadOf } from './workload.ts'

/** All there is in a simulation, made from one seed, and what has been seen in it so far. */
export class World {
  readonly random: Random
  readonly workload: Workload
  readonly tally = new Tally()
  readonly trace: string[] = []
  readonly clock = new VirtualClock()
  readonly disk = new SimDisk()
  readonly log: SimLog
  readonly group: SimGroup
  readonly faults: Faults
  readonly parts: PublishedParts
  processes: SimProcess[] = []
  violation: Violation | null = null
  readonly #waiting: LogValue[][]
  #started = 0
  #isClaimed = false

  constructor(seed: number) {
    this.random = seededRandom(seed)
    this.workload = workloadOf(this.random)
    this.#waiting = this.workload.values.map((values) => [...values])
    this.faults = new Faults(this.random, this.tally)
    this.log = new SimLog(this.workload.startOffsets, this.tally)
    this.group = new SimGroup(this.log, this.clock, this.random, this.workload.isCoordinated)
    const committed = new CommittedBooks(this.disk, this.report, this.tally)
    this.parts = new PublishedParts(this.disk, committed, this.report, this.tally, this.workload.idle)
    this.log.onCommitted = (partition, transaction) => committed.check(partition, transaction)
  }

  readonly report: ReportViolation = (rule, expected, found) => {
    this.violation ??= { rule, expected, found }
    this.note('VIOLATION', rule, found)
  }

  note(who: string, what: string, outcome = ''): void {
    this.trace.push(`${this.clock.nowMs} ${who} ${what}${outcome === '' ? '' : `: ${outcome}`}`)
  }

  get hasMoreRecords(): boolean {
    return this.#waiting.some((values) => values.length > 0)
  }

  /** At most so many records more in each partition. */
  append(most: number): void {
    for (const { number, values } of this.log.partitions) {
      const arriving = this.#waiting[number]!.splice(0, most)
      values.push(...arriving)
      this.tally.add('records', arriving.length)
    }
    this.note('-', 'records arrive', `up to ${this.log.endOffsets}`)
  }

  start(endOffsets: readonly number[] | null = null): SimProcess {
    const { random, log, faults, tally, report, disk, clock, workload } = this
    const { mostInBatch, isCoordinated } = workload
    const process = new SimProcess(`#${++this.#started}`)
    const access = { process, log, faults, random, tally, report, mostInBatch, isCoordinated, nowMs: () => clock.nowMs }
    const onClaimed = () => {
      this.#isClaimed = true
    }
    const onOver = (error: unknown) => this.#over(process, error)
    const consumer = this.group.consumerOf(access)
    this.processes.push(process)
    this.note(process.name, 'starts', endOffsets === null ? '' : `to ${endOffsets}`)
    livePipeline({ access, consumer, disk, clock, workload, endOffsets, onClaimed, onOver })
    return process
  }

  kill(process: SimProcess, why: string): void {
    this.note(process.name, why, process.die().join(', '))
    this.group.isUnsettled = true
  }

  losePower(): void {
    this.note('-', 'power loss')
    for (const process of this.processes) this.kill(process, 'dies')
    this.disk.losePower(this.random)
    this.parts.check(true)
    const identity = this.disk.find(`${STORAGE}/_pipeline.json`)
    if (this.#isClaimed && !(identity instanceof SimFile && identity.isWhole))
      this.report('R6: a claimed storage stays claimed', 'a whole _pipeline.json', 'none')
  }

  #over(process: SimProcess, error: unknown): void {
    if (process.isDead) return
    if (error === null) {
      process.isOver = true
      this.note(process.name, 'is over')
      return
    }
    const { name, message } = error as Error
    this.tally.add('failed processes')
    if (!isExcused(process, error))
      this.report(
        'R1: a process fails for trouble with log or disk, or because it was fenced',
        'no other error',
        `${process.name} failed: ${name}: ${message}`,
      )
    this.kill(process, `fails (${name}: ${message})`)
  }
}

const isExcused = (process: SimProcess, error: unknown): boolean =>
  (error instanceof LogError && (error.reason === 'unreachable' || (error.reason === 'fenced' && process.isFenced))) ||
  ['ENOSPC', 'EIO', 'EMFILE'].includes((error as NodeJS.ErrnoException).code ?? '') ||
  (process.isFenced && (error as Error).name === 'CheckpointError')
