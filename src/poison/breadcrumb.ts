/**
 * What a partition's process leaves behind when it dies: which records it was processing, and how often in a row it has died there (R7).
 * Offsets are [from, to).
 */
export interface Breadcrumb {
  /** null between two batches: who dies there is not killed by a record. */
  readonly at: Place | null
  /** Offsets of records that become dead letters unread, until a commit is behind them. */
  readonly condemned: readonly number[]
}

export interface Place {
  readonly from: number
  readonly to: number
  /** How often in a row the process had died here before this try. */
  readonly deaths: number
}

/** Where breadcrumbs are kept. Both calls are synchronous: a breadcrumb has to lie before the record is looked at. */
export interface Breadcrumbs {
  /** null where there is none, or none that can be read. */
  read(partition: number): Breadcrumb | null
  /** Best effort: a disk that takes no breadcrumb must not stop the partition. */
  write(partition: number, breadcrumb: Breadcrumb): void
}

/** For runs that need none. */
export const NO_BREADCRUMBS: Breadcrumbs = { read: () => null, write: () => {} }

/** What a process that takes a partition has to be wary of. */
export interface Suspicion {
  /** Records to be processed one by one, each with a breadcrumb of its own; null: none. */
  readonly alone: Place | null
  readonly condemned: readonly number[]
}

/** One in its batch, to find it; two alone. */
const DEATHS_TO_CONDEMN = 3
/** How long a process waits before a record's last chance. */
const LAST_CHANCE_PAUSE_MS = 1_000

/**
 * What a breadcrumb says to the next process, which goes on from `nextOffset`.
 *
 *   died in a batch               -> its records are processed one by one
 *   died at a record alone, once  -> it is processed alone once more, its last chance
 *   twice in a row                -> it is condemned: a dead letter `crash_suspect`, unread
 *
 * So a kill from outside condemns nothing, unless three in a row hit the same record while that is being looked at.
 */
export const suspicionOf = (left: Breadcrumb | null, nextOffset: number): Suspicion => {
  const condemned = left?.condemned.filter((offset) => offset >= nextOffset) ?? []
  if (left === null || left.at === null || left.at.to <= nextOffset) return { alone: null, condemned }
  const { from, to } = left.at
  const deaths = left.at.deaths + 1
  return deaths >= DEATHS_TO_CONDEMN && to - from === 1
    ? { alone: null, condemned: [...condemned, from] }
    : { alone: { from, to, deaths }, condemned }
}

/** Where a process is that looks at these records now. */
export const placeOf = (from: number, to: number, { alone }: Suspicion): Place => {
  const isSuspect = alone !== null && alone.from <= from && to <= alone.to && to - from === 1
  return { from, to, deaths: isSuspect ? alone.deaths : 0 }
}

/**
 * How long to wait before these records are looked at. A process is killed from outside more often while it starts than later, and a
 * record that kills does so whenever it is looked at: the wait tells the two apart.
 */
export const pauseBeforeMs = (from: number, to: number, suspicion: Suspicion): number =>
  placeOf(from, to, suspicion).deaths === DEATHS_TO_CONDEMN - 1 ? LAST_CHANCE_PAUSE_MS : 0
