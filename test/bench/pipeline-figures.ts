import { Refusal } from '../../src/config/refusal.ts'
import type { LogLine } from '../torture/program.ts'
import type { Run } from './contender.ts'

type Line = LogLine & { readonly partition?: number }

/**
 * What a run of the pipeline says of itself, in its log at level debug and in its summary (`--json`).
 *
 * Its time begins where a reader's does, when the group gave it the first partition, before it was taken; it ends behind the last commit.
 * Several workers take a partition several times while they share them out; it has to be finished once.
 */
export const pipelineFigures = (
  lines: readonly Line[],
  summary: string,
): Pick<Run, 'seconds' | 'events'> & Required<Pick<Run, 'written'>> => {
  const taken = lines.filter(({ msg }) => msg === 'partition taken')
  const finished = lines.filter(({ msg }) => msg === 'partition finished')
  const commits = lines.filter(({ msg }) => msg === 'committed')
  const [begun, done] = [taken, finished].map((some) => new Set(some.map(({ partition }) => partition)))
  if (begun!.size === 0 || done!.size < begun!.size)
    throw new Refusal(`the pipeline took ${begun!.size} partitions and finished ${done!.size}`)
  const beganMs = Math.min(...taken.map((line) => timeMs(line) - (line.tookMs ?? 0)))
  const endedMs = Math.max(...finished.map(timeMs))
  const { records, rows } = JSON.parse(summary) as { records: number; rows: Record<string, number> }
  return {
    seconds: (endedMs - beganMs) / 1000,
    events: records,
    written: {
      rows: sum(Object.values(rows)),
      bytes: sum(commits.map(({ bytes }) => bytes ?? 0)),
      parts: sum(commits.map(({ parts }) => parts ?? 0)),
      commitsMs: commits.map(({ tookMs }) => tookMs ?? 0),
    },
  }
}

const timeMs = ({ time }: LogLine): number => Date.parse(time ?? '')

const sum = (numbers: readonly number[]): number => numbers.reduce((total, n) => total + n, 0)
