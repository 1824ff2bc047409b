import type { StatusView } from '../../live/status-view.ts'
import { grouped } from '../progress.ts'
import { bytesText, spanText } from './amounts.ts'
import { gridLines } from './grid.ts'
import { line, piece } from './line.ts'
import type { Section } from './section.ts'

/** The last commits, the newest first. */
export const commitSection = ({ commits, atMs, pipeline }: StatusView): Section => ({
  heading: [piece('COMMITS', 'bold'), piece(` one each ${spanText(pipeline.commitIntervalMs)} at least, by partition`)],
  lines:
    commits.length === 0
      ? [line('  none yet', 'dim')]
      : gridLines(
          ['ago', 'p', 'offsets', 'took', 'rows', 'Parquet', 'checkpoint'].map((title) => ({ title, isNumber: true })),
          commits.map((commit) => [
            { text: spanText(atMs - commit.atMs) },
            { text: `${commit.partition}` },
            { text: `${grouped(commit.fromOffset)} to ${grouped(commit.toOffset)}` },
            { text: spanText(commit.tookMs) },
            { text: grouped(commit.rows) },
            { text: bytesText(commit.bytes) },
            { text: bytesText(commit.checkpointBytes) },
          ]),
        ),
})
