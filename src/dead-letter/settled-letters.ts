import type { EventLog } from '../log/event-log.ts'
import { type OffsetRange, OffsetRanges } from './offset-ranges.ts'
import type { Letter } from './read-letters.ts'

/** Bumped when a member changes its meaning. */
const VERSION = 1

/** What a redrive settled in one transaction, of the dead letters in one partition. */
export interface Settled {
  /** The pipeline's group, whose letters they are. */
  readonly group: string
  /** 1 of the first transaction of this group in this partition, one more each time. */
  readonly sequence: number
  /** Sent back to where they came from: offsets in the dead-letter topic. */
  readonly redriven: readonly OffsetRange[]
  /** Sent to the topic of those that will not be tried again. */
  readonly parked: readonly OffsetRange[]
}

/** The ledger of a topic of dead letters; its records have the partition of the letters. */
export const settledTopic = (deadLetterTopic: string): string => `${deadLetterTopic}_settled`

/** The group whose offsets in the dead-letter topic say below which letter all is settled. */
export const redriveGroup = (group: string): string => `${group}-redrive`

/** The value of a ledger's record: `{"v":1,"redriven":[[from,to],...],"parked":[[from,to],...],"group":"tideline","sequence":1}`. */
export const encodeSettled = ({ group, sequence, redriven, parked }: Settled): Buffer =>
  Buffer.from(JSON.stringify({ v: VERSION, redriven, parked, group, sequence }))

/** Null where it is no such value, whole or in part: anyone can write to a topic. Never throws. */
export const decodeSettled = (value: Buffer | null): Settled | null => {
  let json: Partial<Record<keyof Settled | 'v', unknown>> | null
  try {
    json = JSON.parse(value?.toString('utf8') ?? '')
  } catch {
    return null
  }
  const { v, group, sequence, redriven, parked } = json ?? {}
  return v === VERSION && typeof group === 'string' && isCount(sequence) && areRanges(redriven) && areRanges(parked)
    ? { group, sequence, redriven, parked }
    : null
}

const isCount = (n: unknown): n is number => Number.isSafeInteger(n) && (n as number) >= 0

const areRanges = (list: unknown): list is readonly OffsetRange[] => Array.isArray(list) && list.every(isRange)

const isRange = (entry: unknown): entry is OffsetRange =>
  Array.isArray(entry) &&
  entry.length === 2 &&
  entry.every((offset) => Number.isSafeInteger(offset)) &&
  entry[0] >= 0 &&
  entry[0] <= entry[1]

/** What became of a letter. `settled`: of its group's redrive all below some offset is, and the ledger does not say how. */
export type Fate = 'unresolved' | 'redriven' | 'parked' | 'settled'

/** More groups than that have no place in the ledger: each costs a question to the log. */
const MOST_GROUPS = 100

/**
 * Which letters of a topic are settled, by group: a letter is settled when its own group's redrive says so; one that names no group,
 * when any group's does. Memory goes by the gaps between settled ranges.
 */
export class SettledLetters {
  readonly #groups = new Map<string, GroupLedger>()

  /** Those groups have a place, however many others there are. */
  constructor(groups: readonly string[] = []) {
    for (const group of groups) this.#ledgerOf(group)
  }

  /** A record of the ledger, which is answered; null for broken and foreign ones. Groups above the hundredth are left out. */
  addRecord(partition: number, value: Buffer | null): Settled | null {
    const settled = decodeSettled(value)
    if (settled !== null) this.add(partition, settled)
    return settled
  }

  add(partition: number, { group, redriven, parked }: Settled): void {
    const ledger = this.#ledgerOf(group)
    if (ledger === null) return
    for (const [from, to] of redriven) rangesOf(ledger.redriven, partition).add(from, to)
    for (const [from, to] of parked) rangesOf(ledger.parked, partition).add(from, to)
  }

  /** All below the offset is settled. */
  addCommitted(group: string, partition: number, offset: number): void {
    this.#ledgerOf(group)?.committed.set(partition, offset)
  }

  /** The groups that settled something. */
  get groups(): readonly string[] {
    return [...this.#groups.keys()]
  }

  fateOf({ partition, offset, origin }: Pick<Letter, 'partition' | 'offset' | 'origin'>): Fate {
    const ledgers = origin?.group === undefined ? [...this.#groups.values()] : [this.#groups.get(origin.group)]
    const fates = ledgers.map((ledger) => (ledger === undefined ? 'unresolved' : fateIn(ledger, partition, offset)))
    return fates.find((fate) => fate === 'redriven' || fate === 'parked') ?? fates.find(isSettled) ?? 'unresolved'
  }

  #ledgerOf(group: string): GroupLedger | null {
    const known = this.#groups.get(group)
    if (known !== undefined || this.#groups.size >= MOST_GROUPS) return known ?? null
    const ledger = { redriven: new Map(), parked: new Map(), committed: new Map() }
    this.#groups.set(group, ledger)
    return ledger
  }
}

/** By partition. */
interface GroupLedger {
  readonly redriven: Map<number, OffsetRanges>
  readonly parked: Map<number, OffsetRanges>
  readonly committed: Map<number, number>
}

const rangesOf = (byPartition: Map<number, OffsetRanges>, partition: number): OffsetRanges => {
  const known = byPartition.get(partition) ?? new OffsetRanges()
  byPartition.set(partition, known)
  return known
}

const fateIn = ({ redriven, parked, committed }: GroupLedger, partition: number, offset: number): Fate => {
  if (redriven.get(partition)?.has(offset)) return 'redriven'
  if (parked.get(partition)?.has(offset)) return 'parked'
  return offset < (committed.get(partition) ?? 0) ? 'settled' : 'unresolved'
}

const isSettled = (fate: Fate): boolean => fate !== 'unresolved'

/**
 * Reads what redrives have settled of a topic's letters: the ledger, which may not be there yet, and what the redrives of `group` and of
 * the ledger's groups have committed. Keeps one batch of the ledger.
 */
export const readSettled = async (
  log: Pick<EventLog, 'bounds' | 'read' | 'committed'>,
  topic: string,
  group: string,
): Promise<SettledLetters> => {
  const settled = new SettledLetters([group])
  const addCommitted = async (name: string) => {
    for (const [partition, committed] of (await log.committed(topic, redriveGroup(name))).entries())
      if (committed !== null) settled.addCommitted(name, partition, committed.offset)
  }
  await addCommitted(group)
  const ledger = settledTopic(topic)
  const bounds = await log.bounds(ledger)
  if (bounds === null) return settled
  for await (const { partition, batch } of log.read(ledger, bounds))
    for (let i = 0; i < batch.count; i++) settled.addRecord(partition, batch.value(i))
  for (const name of settled.groups) if (name !== group) await addCommitted(name)
  return settled
}
