import { grouped } from '../../src/cli/progress.ts'
import { table } from '../../src/cli/table.ts'
import type { BenchResult } from './bench-result.ts'
import type { Machine } from './machine.ts'
import type { StagesResult } from './measure-stages.ts'
import type { ContestResult, WrittenStanding } from './standing.ts'

const FEWEST_RUNS = 3

/** What a run found, for people. */
export const benchText = (result: BenchResult): string =>
  [
    machineText(result.machine),
    topicText(result),
    ...result.contests.map(contestText),
    stagesText(result.stages),
    ...(result.runs < FEWEST_RUNS ? [`Fewer than ${FEWEST_RUNS} runs: good for a look, not for a claim.`] : []),
  ].join('\n\n')

export const machineText = ({ cpu, cores, node, system, loadBefore, date, commit, changed }: Machine): string => {
  const from = commit === null ? '' : `, commit ${commit.slice(0, 7)}${changed ? ' with changes' : ''}`
  return `${cpu}, ${cores} cores, ${system}, Node ${node}, load ${loadBefore.toFixed(1)} before\n${date}${from}`
}

export const topicText = ({
  topic: { events, tenants, partitions, bytesPerEvent, seed },
  runs,
}: BenchResult): string => {
  const size = bytesPerEvent === null ? '' : ` of ${Math.round(bytesPerEvent)} bytes`
  return (
    `${grouped(events)} events${size}, ${grouped(tenants)} tenants, ${partitions} partitions, seed ${seed}; ` +
    `median of ${runs} run(s), each in a process, group and storage of its own`
  )
}

const contestText = ({ log, floor, standings }: ContestResult): string => {
  const rows = standings.map((one) => [
    one.name,
    grouped(Math.round(one.eventsPerSecond)),
    one.ofFloor.toFixed(2),
    grouped(Math.round(one.slowest)),
    grouped(Math.round(one.fastest)),
    megabytes(one.peakBytes),
    megabytes(one.peakAnonBytes),
  ])
  const head = ['', 'events/s', 'of floor', 'slowest', 'fastest', 'peak MB', 'own MB']
  const written = standings.flatMap((one) => (one.written === null ? [] : [writtenText(one.name, one.written)]))
  return [`${capitalized(log)}; the floor is ${floor}`, table(head, rows), ...written].join('\n')
}

const writtenText = (name: string, written: WrittenStanding): string => {
  const { rows, parts, bytesPerRow, commits, commitMedianMs, commitWorstMs } = written
  return (
    `  ${name} wrote ${grouped(rows)} rows in ${grouped(parts)} parts, ${bytesPerRow.toFixed(1)} bytes a row; ` +
    `${grouped(commits)} commits a run, median ${grouped(Math.round(commitMedianMs))} ms, worst ${grouped(Math.round(commitWorstMs))} ms`
  )
}

const stagesText = ({ events, rounds, rows, costs }: StagesResult): string => {
  const lines = costs.map((cost, i) => [
    `${i === 0 ? '' : '+ '}${cost.name}`,
    ...[cost.addsCpuNs, cost.cpuNs, cost.cpuSpreadNs, cost.wallNs].map((ns) => grouped(Math.round(ns))),
  ])
  return [
    `Stage by stage, ns an event: ${grouped(events)} events of one partition in memory, ${rounds} rounds in one process`,
    table(['', 'adds', 'CPU', 'spread', 'wall'], lines),
    `  Each line is the whole way up to and with its stage, run anew; what it adds is the difference of two medians of CPU time, the`,
    `  collector's included, and means nothing where it is less than the spread. The events led to ${grouped(rows)} rows.`,
  ].join('\n')
}

const capitalized = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

const megabytes = (bytes: number | null): string => (bytes === null ? 'unknown' : grouped(Math.round(bytes / 1e6)))
