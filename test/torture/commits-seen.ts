import type { Books } from '../../src/checkpoint/books.ts'
import type { PublishedPart } from './published-part.ts'

/** A commit as its parts tell it. */
export interface SeenCommit {
  readonly commitId: string
  readonly books: Books
  resultPairs: number
  correctionPairs: number
}

/**
 * The commits that published parts belong to, by partition. Offset ranges of two commits of a partition never overlap: else the same
 * records would have been counted twice (R1).
 */
export class CommitsSeen {
  readonly #commits = new Map<string, SeenCommit>()
  /** By partition and last offset: a range that overlaps one of its neighbours is found among them. */
  readonly #ranges = new Map<number, SeenCommit[]>()

  /** Takes a part in; the answer is what is wrong with it beside those that were there. */
  add({ path, commitId, dataSet, books, pairs }: PublishedPart): string[] {
    const problems: string[] = []
    let commit = this.#commits.get(commitId)
    if (commit === undefined) {
      commit = { commitId, books, resultPairs: 0, correctionPairs: 0 }
      problems.push(...this.#insert(commit))
      this.#commits.set(commitId, commit)
    } else if (JSON.stringify(commit.books) !== JSON.stringify(books)) {
      problems.push(`${path} has other books than the rest of its commit`)
    }
    if (dataSet === 'rolling_window_results') commit.resultPairs += pairs
    if (dataSet === 'late_window_corrections') commit.correctionPairs += pairs
    return problems
  }

  /** The commits of each partition, in the order of their offsets. */
  byPartition(): ReadonlyMap<number, readonly SeenCommit[]> {
    return this.#ranges
  }

  #insert(commit: SeenCommit): string[] {
    const commits = this.#ranges.get(commit.books.partition) ?? []
    this.#ranges.set(commit.books.partition, commits)
    // Parts come nearly in order: looked for from the end.
    let at = commits.length
    while (at > 0 && comesBefore(commit.books, commits[at - 1]!.books)) at--
    const overlapping = [commits[at - 1], commits[at]].filter(
      (other) => other !== undefined && overlaps(other.books, commit.books),
    )
    commits.splice(at, 0, commit)
    return overlapping.map((other) => `${nameOf(commit)} overlaps ${nameOf(other!)}`)
  }
}

export const nameOf = ({ commitId, books: { partition, fromOffset, toOffset } }: SeenCommit): string =>
  `${commitId} (partition ${partition}, offsets ${fromOffset} to ${toOffset})`

const comesBefore = (a: Books, b: Books): boolean =>
  a.fromOffset < b.fromOffset || (a.fromOffset === b.fromOffset && a.toOffset < b.toOffset)

/** An empty range, of a commit that only closed windows, overlaps those that it lies within. */
const overlaps = (a: Books, b: Books): boolean => a.fromOffset < b.toOffset && b.fromOffset < a.toOffset
