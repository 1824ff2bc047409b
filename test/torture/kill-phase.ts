import { basename } from 'node:path'
import type { CommitFile } from './commit-files.ts'
import type { LogLine } from './program.ts'

/** In which part of its life a process was killed. */
export const KILL_PHASES = [
  'before the partitions were asked for',
  'in recovery',
  'between commits',
  'in a commit: staging',
  'in a commit: checkpoint written',
  'in a commit: publishing',
] as const
export type KillPhase = (typeof KILL_PHASES)[number]

/** What is known of a process that was killed: its log, and the files of commits before it started and now. */
export interface Remains {
  readonly lines: readonly LogLine[]
  readonly filesBefore: readonly CommitFile[]
  readonly files: readonly CommitFile[]
  readonly partitions: number
}

/**
 * The phase by what was left behind. Files of a commit that is this process' own say how far that commit came, of several the one that
 * came farthest; the order of its steps is law (R2). Which side of its transaction a written checkpoint is on nobody can tell from here.
 */
export const killPhase = ({ lines, filesBefore, files, partitions }: Remains): KillPhase => {
  if (!lines.some(({ msg }) => msg === 'pipeline started')) return 'before the partitions were asked for'
  const inherited = new Set(filesBefore.map(({ name }) => name))
  const own = files.filter(({ name }) => !inherited.has(name))
  const staged = own.filter(({ kind }) => kind === 'staged')
  if (staged.some(({ isPublished }) => isPublished)) return 'in a commit: publishing'
  if (unfinished(own).length > 0) return 'in a commit: checkpoint written'
  if (staged.length > 0) return 'in a commit: staging'
  const taken = lines.filter(({ partsFinished }) => partsFinished !== undefined).length
  return taken < partitions ? 'in recovery' : 'between commits'
}

/** New checkpoints whose parts are still staged. Without parts nobody can tell whether their commit was over. */
const unfinished = (own: readonly CommitFile[]): readonly CommitFile[] =>
  own.filter(
    ({ kind, name }) =>
      kind === 'checkpoint' &&
      own.some((other) => other.kind === 'staged' && other.name.startsWith(`${basename(name, '.json')}-`)),
  )
