import type { Books } from '../checkpoint/books.ts'
import type { CommittedCheckpoint } from '../checkpoint/committed-checkpoint.ts'
import type { ListedPart } from '../sink/list-parts.ts'
import type { Tell } from './difference.ts'

export interface CommitPart extends ListedPart {
  /** Where it lies if it is not published yet; null of a part that is. */
  readonly staged: string | null
}

/** The parts of one commit. */
export interface Commit {
  readonly commitId: string
  readonly sequence: number
  readonly parts: readonly CommitPart[]
  /** Known before a part is read for the last commit only, from its checkpoint. */
  readonly books: Books | null
}

/**
 * The commits that have left parts, and the last one, in their order. Tells of parts that lie there without a right to: readers see
 * them, so their rows count all the same.
 */
export const commitsOf = (
  parts: readonly ListedPart[],
  { commitId, checkpoint }: CommittedCheckpoint,
  tell: Tell,
): readonly Commit[] => {
  const { partition, sequence, books } = checkpoint
  const listed = new Set(parts.map(({ path }) => path))
  const unpublished = checkpoint.parts.filter(({ published }) => !listed.has(published))
  const all: CommitPart[] = [
    ...parts.map((part) => ({ ...part, staged: null })),
    ...unpublished.map(({ dataSet, published, staged }) => ({
      ...{ dataSet, path: published, staged, commitId, partition, sequence },
      date: /date=([^/]+)/.exec(published)?.[1] ?? '',
    })),
  ]

  const byId = new Map<string, CommitPart[]>([[commitId, []]])
  for (const part of all) byId.set(part.commitId, [...(byId.get(part.commitId) ?? []), part])
  const commits = [...byId]
    .map(([id, ofCommit]) => ({
      commitId: id,
      sequence: ofCommit[0]?.sequence ?? sequence,
      parts: ofCommit.sort((one, other) => (one.path < other.path ? -1 : 1)),
      books: id === commitId ? books : null,
    }))
    // The committed one first, so that who has its number without its name is the odd one out.
    .sort((one, other) => one.sequence - other.sequence || Number(other.books !== null) - Number(one.books !== null))

  const meant = new Set(checkpoint.parts.map(({ published }) => published))
  commits.forEach((commit, i) => {
    const isDouble = commit.sequence === commits[i - 1]?.sequence
    for (const { path } of commit.parts)
      if (isDouble || (commit.books !== null && !meant.has(path)))
        tell({ partition, what: 'part', expected: 'none', found: 'a part that no commit wrote', where: path })
  })
  return commits
}
