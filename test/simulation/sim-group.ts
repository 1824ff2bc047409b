import { Observable, ReplaySubject, type Subscriber } from 'rxjs'
import type { ConsumerGroups, PartitionClaim } from '../../src/log/event-log.ts'
import type { Random } from '../../src/produce/random.ts'
import type { LogAccess } from './log-access.ts'
import { simulatedClaim } from './sim-claim.ts'
import type { SimLog, SimPartition } from './sim-log.ts'
import type { SimProcess } from './sim-process.ts'
import type { VirtualClock } from './virtual-clock.ts'

/** How late a member may hear what the coordinator decided. */
const HEARTBEATS_MS = [0, 0, 30, 300, 3_000]

interface Member {
  readonly process: SimProcess
  readonly assign: (gained: ReadonlyMap<SimPartition, ReplaySubject<void>>) => void
  readonly claims: Map<SimPartition, ReplaySubject<void>>
  /** What the coordinator said and it has not heard yet, in order. */
  readonly messages: symbol[]
}

/**
 * The coordinator of the consumer group. A partition has one owner at a time only as far as the coordinator knows: a member that does
 * not hear what it says goes on with what it had.
 */
export class SimGroup {
  /** Somebody came, left, died, fell silent or woke up since the last rebalance. */
  isUnsettled = false
  readonly #log: SimLog
  readonly #clock: VirtualClock
  readonly #random: Random
  readonly #isCoordinated: boolean
  #members: Member[] = []
  readonly #expelled = new Set<SimProcess>()

  constructor(log: SimLog, clock: VirtualClock, random: Random, isCoordinated: boolean) {
    this.#log = log
    this.#clock = clock
    this.#random = random
    this.#isCoordinated = isCoordinated
  }

  /** The group as one process knows it. */
  consumerOf(access: LogAccess): ConsumerGroups {
    return { consume: () => new Observable<PartitionClaim>((subscriber) => this.#join(access, subscriber)) }
  }

  /**
   * Shares the partitions out anew among those members that are awake; who dies or sleeps has been given up. Either everybody starts
   * again with what it gets (eager), or only what moves is taken away (cooperative). Without a coordinator all is everybody's once it is
   * there, and nothing is ever taken away: the last one to take a partition has it.
   */
  rebalance(): void {
    const random = this.#random
    this.isUnsettled = false
    this.#members = this.#members.filter(({ process }) => !process.isDead)
    if (!this.#isCoordinated) {
      for (const member of this.#members) if (member.claims.size === 0) this.#assign(member, this.#log.partitions)
      return
    }
    const awake = this.#members.filter(({ process }) => process.isAwake)
    const owners = new Map(this.#log.partitions.map((partition) => [partition, awake[random.below(awake.length)]]))
    const isEager = random.below(3) > 0
    for (const member of this.#members) {
      const held = [...member.claims.keys()]
      this.#revoke(
        member,
        held.filter((partition) => isEager || owners.get(partition) !== member),
      )
    }
    for (const member of awake) {
      const gained = [...owners].filter(([partition, owner]) => owner === member && !member.claims.has(partition))
      if (gained.length > 0)
        this.#assign(
          member,
          gained.map(([partition]) => partition),
        )
    }
  }

  /** These are thrown out, and not let in again. */
  expel(processes: readonly SimProcess[]): void {
    for (const process of processes) this.#expelled.add(process)
    if (!this.#isCoordinated) return
    for (const member of this.#members)
      if (this.#expelled.has(member.process)) this.#revoke(member, [...member.claims.keys()])
    this.#members = this.#members.filter(({ process }) => !this.#expelled.has(process))
  }

  #join(access: LogAccess, subscriber: Subscriber<PartitionClaim>): () => void {
    const member: Member = {
      process: access.process,
      assign: (gained) => {
        for (const [partition, revoked$] of gained) subscriber.next(simulatedClaim(access, partition, revoked$))
      },
      claims: new Map(),
      messages: [],
    }
    if (!this.#expelled.has(access.process)) this.#members.push(member)
    this.isUnsettled = true
    return () => {
      this.#members = this.#members.filter((other) => other !== member)
      this.isUnsettled = true
    }
  }

  /** All that a rebalance takes away is gone within one turn, one after the other. */
  #revoke(member: Member, lost: readonly SimPartition[]): void {
    if (lost.length === 0) return
    const revoked = lost.map((partition) => member.claims.get(partition)!)
    for (const partition of lost) member.claims.delete(partition)
    this.#tell(member, `revoked ${namesOf(lost)}`, () => {
      for (const revoked$ of revoked) revoked$.next()
    })
  }

  #assign(member: Member, partitions: readonly SimPartition[]): void {
    const gained = new Map(partitions.map((partition) => [partition, new ReplaySubject<void>(1)]))
    for (const [partition, revoked$] of gained) member.claims.set(partition, revoked$)
    this.#tell(member, `assigned ${namesOf([...gained.keys()])}`, () => member.assign(gained))
  }

  /** It hears of it with its next heartbeat: at once, or when others have had the partition for long. */
  #tell({ process, messages }: Member, name: string, effect: () => void): void {
    const message = Symbol(name)
    messages.push(message)
    const hear = () => {
      messages.shift()
      effect()
    }
    const arrive = () => void process.ask(name, hear, { isReady: () => messages[0] === message })
    this.#clock.schedulerOf(process).schedule(arrive, HEARTBEATS_MS[this.#random.below(HEARTBEATS_MS.length)])
  }
}

const namesOf = (partitions: readonly SimPartition[]): string => partitions.map(({ number }) => `p${number}`).join(' ')
