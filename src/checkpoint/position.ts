import type { Pending } from './pending.ts'

/** Where a partition stands: what its next commit goes on from. */
export interface Position {
  readonly partition: number
  readonly sequence: number
  readonly nextOffset: number
  readonly openPairs: number
  /** Starts and ends that had no partner yet (S5). */
  readonly unpaired: number
  readonly beginsMidway: boolean
  /** The checkpoint of the last commit, which the next one replaces; null before the first. */
  readonly commitId: string | null
  /** What the operators had counted when the last commit was made; they count since they were subscribed. */
  readonly counted: { readonly events: number; readonly heldPairs: number; readonly sessionEvents: number }
}

/** True when a commit would change anything. */
export const isWorthCommitting = ({ nextOffset, rows, deadLetters }: Pending, position: Position): boolean =>
  rows > 0 || deadLetters.length > 0 || (nextOffset !== null && nextOffset !== position.nextOffset)
