import type { Retrying } from '../checkpoint/retry-trouble.ts'
import { withEntry, without } from './entries.ts'
import type { PausedView } from './status-view.ts'

/** That a partition waits, and which worker said so; null where this process runs alone. */
export interface Paused extends PausedView {
  readonly worker: number | null
}

/** By partition. */
export type Pauses = ReadonlyMap<number, Paused>

/** Since the first pause, however often it was tried again; another trouble begins anew. */
export const pausedWith = (
  paused: Pauses,
  { partition, trouble, message }: Retrying,
  worker: number | null,
  atMs: number,
): Pauses => {
  const known = paused.get(partition)
  const sinceMs = known?.trouble === trouble ? known.sinceMs : atMs
  return withEntry(paused, partition, { trouble, message, sinceMs, worker })
}

/** The partition waits no more, whoever said that it did. */
export const goesOn = (paused: Pauses, partition: number): Pauses =>
  paused.has(partition) ? without(paused, [partition]) : paused

/** A worker waits for these partitions no more; where another one does, which has been given it since, that stays. */
export const withoutPausesOf = (worker: number | null, paused: Pauses, partitions: readonly number[]): Pauses =>
  without(
    paused,
    partitions.filter((partition) => paused.get(partition)?.worker === worker),
  )
