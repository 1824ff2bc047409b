import { grouped } from '../../src/cli/progress.ts'
import { table } from '../../src/cli/table.ts'
import { machineLines } from '../bench/bench-text.ts'
import type { Spread } from './latency-figures.ts'
import type { LatencyResult, PlaceLatency } from './run-latency.ts'

const VISIBLE_GOAL_MS = 250
const PUBLISHED_GOAL_MS = 500
/** Of the rate asked for; below, the load was another one. */
const ENOUGH = 0.95

export const latencyText = (result: LatencyResult): string => {
  const { machine, rate, seconds, tenants, partitions } = result
  const asked = `${grouped(rate)} events/s for ${seconds} s, ${grouped(tenants)} tenants, ${partitions} partitions, one pipeline process`
  return [machineLines(machine).join('\n'), asked, ...result.places.map((place) => placeText(place, result))].join(
    '\n\n',
  )
}

const placeText = (place: PlaceLatency, { rate, commitIntervalMs }: LatencyResult): string => {
  const { visible, fromEventTime, published, commitMs, stalls, recordsPerSecond } = place
  const goal = commitIntervalMs + PUBLISHED_GOAL_MS
  const short = recordsPerSecond < ENOUGH * rate ? `: the producer did not keep up` : ''
  return [
    `${place.log}: ${grouped(Math.round(recordsPerSecond))} events/s came${short}; ${grouped(place.rows)} rows, ${place.closedByIdleTime} windows left out that idle time closed`,
    table(
      ['ms', 'windows', 'p50', 'p99', 'max', 'goal'],
      [
        row('closed -> visible', visible, verdict(visible, VISIBLE_GOAL_MS)),
        row('  no commit under way', place.visibleBetweenCommits, ''),
        row('end + grace -> visible', fromEventTime, ''),
        row('closed -> Parquet', published, verdict(published, goal)),
        row('a commit', commitMs, ''),
      ],
    ),
    `  the process: event loop late by ${ms(stalls.p99Ms)} ms at p99, ${ms(stalls.maxMs)} at most; longest turn ${ms(stalls.longestCpuMs)} ms of CPU, longest collection ${ms(stalls.longestGcMs)} ms, ${(place.cpuShare * 100).toFixed(0)} % of a core`,
  ].join('\n')
}

const row = (name: string, spread: Spread | null, goal: string): string[] =>
  spread === null
    ? [name, '0', '', '', '', goal]
    : [name, grouped(spread.count), ms(spread.p50), ms(spread.p99), ms(spread.max), goal]

const verdict = (spread: Spread | null, goalMs: number): string =>
  spread === null ? 'not measured' : `p99 <= ${grouped(goalMs)}: ${spread.p99 <= goalMs ? 'yes' : 'NO'}`

const ms = (time: number): string => grouped(Math.round(time))
