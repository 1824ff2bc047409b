import { Counter, Histogram, type Registry } from 'prom-client'
import type { RunReport } from '../../workers/worker-report.ts'
import { TROUBLES } from './closed-lists.ts'

/** From the fastest commit of a few rows to one that waits for its disk. */
const COMMIT_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60]

/** Registers what only reports say; what it returns counts one more of them. */
export const registerReportMetrics = (registry: Registry): ((report: RunReport) => void) => {
  const registers = [registry]
  const commits = new Counter({ name: 'tideline_commits_total', help: 'Commits, of all partitions.', registers })
  const commitBytes = new Counter({
    name: 'tideline_commit_bytes_total',
    help: 'Bytes written by commits: Parquet, and checkpoints of the state.',
    labelNames: ['kind'],
    registers,
  })
  const commitSeconds = new Histogram({
    name: 'tideline_commit_duration_seconds',
    help: 'How long a commit took until its rows were published, waiting for the log and the disk included.',
    buckets: COMMIT_SECONDS,
    registers,
  })
  const retries = new Counter({
    name: 'tideline_retries_total',
    help: 'Times that a partition had to wait and try again, by trouble.',
    labelNames: ['trouble'],
    registers,
  })
  for (const kind of ['parquet', 'checkpoint']) commitBytes.inc({ kind }, 0)
  for (const trouble of TROUBLES) retries.inc({ trouble }, 0)

  return (report) => {
    if (report.kind === 'retrying') retries.inc({ trouble: report.trouble })
    if (report.kind !== 'committed') return
    commits.inc()
    commitBytes.inc({ kind: 'parquet' }, report.bytes)
    commitBytes.inc({ kind: 'checkpoint' }, report.checkpointBytes)
    commitSeconds.observe(report.tookMs / 1000)
  }
}
