import { getSystemErrorMap } from 'node:util'
import { EXIT_FAILED, EXIT_USAGE, Refusal } from '../config/refusal.ts'

/** How a failed command ends: what its user reads, and the exit code. */
export interface Failure {
  readonly text: string
  readonly exitCode: number
  /** Ours, not its user's: another try may do better. */
  readonly isDefect: boolean
}

const SELF_EXPLAINING: ReadonlySet<string> = new Set([
  'LogError',
  'CheckpointError',
  'BooksError',
  'WorkerError',
  'InvalidRecordsError',
  'StandstillError',
])

/**
 * What to show of an error. One line where its user can act on it: a Refusal, an error of the log or the storage, the file system saying no.
 * Anything else is a defect of ours and keeps its stack.
 */
export const failureOf = (error: unknown): Failure => {
  const failed = { exitCode: EXIT_FAILED, isDefect: false }
  if (!(error instanceof Error)) return { ...failed, text: `unexpected: ${String(error)}`, isDefect: true }
  if (error instanceof Refusal) return { ...failed, text: error.message, exitCode: error.exitCode }
  // By name: their classes live with what `--help` does not load.
  if (isRefusedLogin(error)) return { ...failed, text: error.message, exitCode: EXIT_USAGE }
  if (SELF_EXPLAINING.has(error.name)) return { ...failed, text: error.message }
  const text = fileProblem(error)
  return text === null ? { ...failed, text: error.stack ?? error.message, isDefect: true } : { ...failed, text }
}

/** Credentials are settings: who starts a command with wrong ones again and again locks the account. */
const isRefusedLogin = (error: Error): boolean =>
  error.name === 'LogError' && (error as { reason?: unknown }).reason === 'unauthenticated'

/** `storage/_pipeline.json: permission denied (EACCES)`; null for what is no error of the file system about a path. */
const fileProblem = (error: NodeJS.ErrnoException): string | null => {
  const { code, errno, path } = error
  if (code === undefined || errno === undefined || path === undefined) return null
  return `${path}: ${getSystemErrorMap().get(errno)?.[1] ?? 'failed'} (${code})`
}
