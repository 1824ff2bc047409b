/**
 * A place between two records, sent down the topology behind all that came before it (Flink's checkpoint barrier).
 * Each stateful operator answers one with what it would have to save there, so no operator knows about commits.
 */
export interface Barrier {
  readonly kind: 'barrier'
  /** The offset to go on from if the state of this place is restored; null: nothing was read since the last barrier. */
  readonly nextOffset: number | null
  /** How many records came since the barrier before this one, whatever became of them (T8). */
  readonly records: number
  /** When the last of them was appended, or made, as its record says, unix milliseconds; null where there were none. */
  readonly appendedMs: number | null
  readonly cause: BarrierCause
  /** Lets what waits for it go on: the next batch, the next interval. Called once: of a batch, when what a commit here is made of is taken down; of another cause, when that commit is over. */
  readonly release: () => void
}

/**
 * `batch`: a batch ended here; commit if that is due. `commit`: commit what there is, its time has come.
 * `stop`: the same, and nothing follows. `end`: nothing follows, so close every window first (T10).
 */
export type BarrierCause = 'batch' | 'commit' | 'stop' | 'end'

const nothingToRelease = () => {}

/** A barrier that no batch waits for. */
export const barrier = (cause: Exclude<BarrierCause, 'batch'>, release = nothingToRelease): Barrier => ({
  kind: 'barrier',
  nextOffset: null,
  records: 0,
  appendedMs: null,
  cause,
  release,
})
