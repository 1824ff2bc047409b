import { listenToParent } from '../workers/node-parent.ts'
import type { WorkerJob } from './work.ts'

/** The program of a worker of `npm run pipeline -- --workers N`, which starts it. */
const parent = listenToParent<WorkerJob>()

// Loaded behind that: a signal to all processes must find it listening.
const [{ failureOf }, { work }] = await Promise.all([import('./failure.ts'), import('./work.ts')])
try {
  await work(await parent.job, parent)
  await parent.tell({ kind: 'done' })
  process.exit(0)
} catch (error) {
  const { text, exitCode, isDefect } = failureOf(error)
  if (isDefect) process.stderr.write(`${text}\n`)
  else await parent.tell({ kind: 'refused', message: text })
  await parent.told() // commits that were just reported, too
  process.exit(exitCode)
}
