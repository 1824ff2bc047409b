/** A line of the program's own log, which is JSON lines on standard error, as far as tests of workers look at it. */
export interface WorkerLine {
  readonly msg: string
  readonly worker?: number
  readonly pid?: number
  readonly partition?: number
  readonly books?: { readonly partition: number; readonly records: number }
}

export const logLines = (stderr: string): readonly WorkerLine[] =>
  stderr
    .split('\n')
    .filter((line) => line.startsWith('{"level"') && line.endsWith('}'))
    .map((line) => JSON.parse(line))

/** The processes that workers were, one of them or all. */
export const workerPids = (stderr: string, one?: number): readonly number[] =>
  logLines(stderr).flatMap(({ msg, pid, worker }) =>
    msg === 'worker started' && pid !== undefined && worker === (one ?? worker) ? [pid] : [],
  )

/** The worker that has committed last. */
export const lastToCommit = (stderr: string): { readonly worker: number; readonly pid: number } => {
  const worker = logLines(stderr).findLast(({ msg }) => msg === 'committed')?.worker
  if (worker === undefined) throw new Error('no worker has committed yet')
  return { worker, pid: workerPids(stderr, worker).at(-1)! }
}

/** The deaths that were told of, by worker. */
export const deathsIn = (stderr: string): readonly (number | undefined)[] =>
  logLines(stderr).flatMap(({ msg, worker }) => (msg.startsWith('the worker was killed') ? [worker] : []))

/** What is for who typed the command: all that is no log line. */
export const withoutLogLines = (stderr: string): string =>
  stderr
    .split('\n')
    .filter((line) => !line.startsWith('{'))
    .join('\n')
