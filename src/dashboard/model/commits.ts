import type { CommitView, StatusView } from '../../live/status-view.ts'
import { bytes, count, grouped } from './numbers.ts'
import { numberCell, type Row } from './row.ts'
import { ago, setSpanText, span } from './spans.ts'
import type { Clock } from './times.ts'
import { UNKNOWN, type Value, type Values } from './value.ts'

const MOST = 12

/** The last ones in figures. A mean over so few is no more than a hint, so it is the middle one and the longest that are shown. */
export const commits = ({ commits, pipeline }: StatusView, { nowMs }: Clock): Values => ({
  'last-commit': ago(commits[0]?.atMs ?? null, nowMs),
  'commit-took': middleAndMost(commits, ({ tookMs }) => tookMs, span),
  'commit-bytes': middleAndMost(commits, (commit) => commit.bytes + commit.checkpointBytes, bytes),
  'commit-interval': { text: setSpanText(pipeline.commitIntervalMs), value: pipeline.commitIntervalMs },
})

const middleAndMost = (
  commits: readonly CommitView[],
  of: (commit: CommitView) => number,
  shown: (n: number) => Value,
): Value => {
  if (commits.length === 0) return { text: UNKNOWN, value: null }
  const values = commits.map(of).sort((a, b) => a - b)
  const middle = values[Math.floor((values.length - 1) / 2)]!
  return { text: `${shown(middle).text}, at most ${shown(values.at(-1)!).text}`, value: middle }
}

/** The newest first. */
export const commitRows = ({ commits }: StatusView, { nowMs }: Clock): readonly Row[] =>
  commits.slice(0, MOST).map((commit) => ({
    key: `${commit.partition} ${commit.toOffset} ${commit.atMs}`,
    cells: [
      numberCell('at', ago(commit.atMs, nowMs)),
      numberCell('partition', count(commit.partition)),
      numberCell('offsets', {
        text: `${grouped(commit.fromOffset)} – ${grouped(commit.toOffset)}`,
        value: commit.toOffset,
      }),
      numberCell('records', count(commit.toOffset - commit.fromOffset)),
      numberCell('rows', count(commit.rows)),
      numberCell('took', span(commit.tookMs)),
      numberCell('bytes', bytes(commit.bytes)),
      numberCell('checkpoint', bytes(commit.checkpointBytes)),
      numberCell('late', count(commit.latePairs)),
      numberCell('letters', count(commit.deadLetters)),
    ],
  }))
