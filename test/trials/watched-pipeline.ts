import { monitorEventLoopDelay, PerformanceObserver } from 'node:perf_hooks'
import type { Output } from '../../src/checkpoint/output.ts'
import { createLogger } from '../../src/cli/logger.ts'
import { openLog } from '../../src/cli/open-log.ts'
import { pipelineView } from '../../src/cli/pipeline-view.ts'
import { inThisProcess, runToSummary } from '../../src/cli/run-to-summary.ts'
import { statusLine } from '../../src/cli/status-line.ts'
import { stopSignal } from '../../src/cli/stop-signal.ts'
import { PIPELINE_FLAGS } from '../../src/config/command-flags.ts'
import { readConfig } from '../../src/config.ts'
import { LiveRun } from '../../src/live/live-run.ts'

/** A window of a partition as a subscriber in the pipeline's own process saw it. */
export interface SeenWindow {
  readonly partition: number
  readonly windowStartMs: number
  rows: number
  /** When its last row came, unix ms. */
  seenAtMs: number
}

/** How long the process did nothing else. */
export interface Stalls {
  /** By how much timers came late. */
  readonly p99Ms: number
  readonly maxMs: number
  /** The most CPU time that it took between two looks at a timer: its own doing, where the rest is that of other programs. */
  readonly longestCpuMs: number
  readonly longestGcMs: number
}

export interface WatchedRun {
  readonly windows: readonly SeenWindow[]
  readonly stalls: Stalls
  /** Of one core. */
  readonly cpuShare: number
}

const LOOK_MS = 5

// `npm run pipeline`, with somebody who watches; what was seen goes to standard output when it is stopped.
const read = readConfig({ name: 'pipeline', summary: '', flags: PIPELINE_FLAGS }, process.argv.slice(2), {})
if (read.kind !== 'config') throw new Error(JSON.stringify(read))
const { config } = read

const seen = new Map<string, SeenWindow>()
const watch = (output: Output, partition: number): void => {
  if (output.kind !== 'window-count') return
  const { windowStartMs } = output
  const key = `${partition} ${windowStartMs}`
  const window = seen.get(key) ?? { partition, windowStartMs, rows: 0, seenAtMs: 0 }
  window.rows++
  window.seenAtMs = Date.now()
  seen.set(key, window)
}

let longestGcMs = 0
new PerformanceObserver((list) => {
  for (const { duration } of list.getEntries()) longestGcMs = Math.max(longestGcMs, duration)
}).observe({ entryTypes: ['gc'] })
const delays = monitorEventLoopDelay({ resolution: LOOK_MS })

let longestCpuMs = 0
let looked = process.cpuUsage()
setInterval(() => {
  const { user, system } = process.cpuUsage(looked)
  longestCpuMs = Math.max(longestCpuMs, (user + system) / 1000)
  looked = process.cpuUsage()
}, LOOK_MS).unref()

const stop = stopSignal()
const line = statusLine()
const log = await openLog(config.log, config)
const [beganMs, before] = [performance.now(), process.cpuUsage()]
delays.enable()
await runToSummary(
  log,
  config,
  { live: new LiveRun(pipelineView(config, Date.now())), logger: createLogger(config.logLevel, line), line, stop },
  inThisProcess(log, config, watch),
)
const { user, system } = process.cpuUsage(before)
await log.close()
const run: WatchedRun = {
  windows: [...seen.values()],
  stalls: { p99Ms: delays.percentile(99) / 1e6, maxMs: delays.max / 1e6, longestCpuMs, longestGcMs },
  cpuShare: (user + system) / 1000 / (performance.now() - beganMs),
}
process.stdout.write(`${JSON.stringify(run)}\n`)
