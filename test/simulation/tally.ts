/** What can happen in a world. Each is counted, so that a kind of trouble that never comes is seen. */
export const COUNTED = [
  'operations',
  'timers',
  'kills',
  'power losses',
  'freezes',
  'takeovers of a frozen process',
  'rebalances',
  'graceful stops',
  'failed processes',
  'fenced',
  'log unreachable',
  'unknown outcomes, applied',
  'unknown outcomes, applied later',
  'unknown outcomes, undone by a fence',
  'unknown outcomes, never applied',
  'ENOSPC',
  'EIO',
  'EMFILE',
  'writes cut by a kill',
  'commits',
  'whole checkpoints',
  'checkpoints of changes',
  'parts',
  'parts lost and found again',
  'dead letters',
  'records',
  'rows compared',
] as const

export type Counted = (typeof COUNTED)[number]

export class Tally {
  readonly #counts = new Map<Counted, number>()

  add(what: Counted, n = 1): void {
    this.#counts.set(what, this.of(what) + n)
  }

  of(what: Counted): number {
    return this.#counts.get(what) ?? 0
  }

  addAll(other: Tally): void {
    for (const what of COUNTED) this.add(what, other.of(what))
  }
}
