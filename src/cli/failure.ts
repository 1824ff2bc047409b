import { getSystemErrorMap } from 'node:util'
import { EXIT_FAILED, Refusal } from '../config/refusal.ts'

/** How a failed command ends: what its user reads, and the exit code. */
export interface Failure {
  readonly text: string
  readonly exitCode: number
}

const SELF_EXPLAINING: ReadonlySet<string> = new Set(['LogError', 'CheckpointError', 'BooksError'])

/**
 * What to show of an error. One line where its user can act on it: a Refusal, an error of the log or the storage, the file system saying no.
 * Anything else is a defect of ours and keeps its stack.
 */
export const failureOf = (error: unknown): Failure => {
  if (!(error instanceof Error)) return { text: `unexpected: ${String(error)}`, exitCode: EXIT_FAILED }
  if (error instanceof Refusal) return { text: error.message, exitCode: error.exitCode }
  // By name: their classes live with what `--help` does not load.
  if (SELF_EXPLAINING.has(error.name)) return { text: error.message, exitCode: EXIT_FAILED }
  return { text: fileProblem(error) ?? error.stack ?? error.message, exitCode: EXIT_FAILED }
}

/** `storage/_pipeline.json: permission denied (EACCES)`; null for what is no error of the file system about a path. */
const fileProblem = (error: NodeJS.ErrnoException): string | null => {
  const { code, errno, path } = error
  if (code === undefined || errno === undefined || path === undefined) return null
  return `${path}: ${getSystemErrorMap().get(errno)?.[1] ?? 'failed'} (${code})`
}
