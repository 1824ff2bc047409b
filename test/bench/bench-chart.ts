import { grouped } from '../../src/cli/progress.ts'
import { type Bar, type BarGroup, barChart } from './bar-chart.ts'
import type { BenchResult } from './bench-result.ts'
import { machineLines, topicText } from './bench-text.ts'
import type { Part } from './contender.ts'
import type { ContestResult, Standing } from './standing.ts'

/** What a run found, as a picture: bench.svg. */
export const benchChart = (result: BenchResult): string =>
  barChart(
    'Tideline: events a second, and what an event costs',
    [...result.contests.map(speeds), stageBars(result)],
    [topicText(result), ...machineLines(result.machine)],
  )

const speeds = ({ log, floor, standings }: ContestResult): BarGroup => ({
  title: `Events a second, ${log}`,
  bars: bySpeed(standings).map(({ name, part, eventsPerSecond, ofFloor }) => ({
    label: name,
    value: eventsPerSecond,
    text: `${grouped(Math.round(eventsPerSecond))}${name === floor ? ' (floor)' : ` (${ofFloor.toFixed(ofFloor < 0.1 ? 4 : 2)} of the floor)`}`,
    look: LOOKS[part],
  })),
})

const LOOKS: Readonly<Record<Part, Bar['look']>> = { pipeline: 'ours', peer: 'other', reader: 'plain' }

const bySpeed = (standings: readonly Standing[]): readonly Standing[] =>
  standings.toSorted((one, other) => other.eventsPerSecond - one.eventsPerSecond)

const stageBars = ({ stages: { costs } }: BenchResult): BarGroup => ({
  title: 'ns of CPU an event that each stage adds',
  bars: costs.map(({ name, addsCpuNs, cpuNs }) => ({
    label: name,
    value: addsCpuNs,
    text: `${grouped(Math.round(addsCpuNs))} (${grouped(Math.round(cpuNs))} so far)`,
    look: 'ours',
  })),
})
