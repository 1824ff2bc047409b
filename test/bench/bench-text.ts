import { grouped } from '../../src/cli/progress.ts'
import type { BenchResult } from './bench-result.ts'
import { contestSections } from './contest-sections.ts'
import type { Machine } from './machine.ts'
import type { StagesResult } from './measure-stages.ts'
import { markdown, plainText, type Report, type Section } from './report.ts'

const FEWEST_RUNS = 3

/** What a run found, for people. */
export const benchText = (result: BenchResult): string => plainText(benchReport(result))

/** The same as a page: README.md beside the chart. */
export const benchPage = (result: BenchResult): string =>
  `${markdown('What it costs', `Made by \`${result.command}\`.\n\n![Events a second, and what an event costs](bench.svg)`, benchReport(result))}\n`

const benchReport = (result: BenchResult): Report => ({
  about: [...machineLines(result.machine), topicText(result)],
  sections: [...result.contests.flatMap(contestSections), stagesSection(result.stages)],
  notes: [
    'Memory is of all processes of a program together; pages that they share count for each. Own: no pages of files.',
    'One record in a hundred is broken, in ways that every system here lives with: others end some of them.',
    ...(result.runs < FEWEST_RUNS ? [`Fewer than ${FEWEST_RUNS} runs: good for a look, not for a claim.`] : []),
  ],
})

export const machineLines = (machine: Machine): readonly string[] => {
  const { cpu, cores, memoryBytes, node, java, python, system, loadBefore, date, commit, changed } = machine
  const from = commit === null ? '' : `, commit ${commit.slice(0, 7)}${changed ? ' with changes' : ''}`
  const versions = [`Node ${node}`, java !== null && `Java ${java}`, python !== null && `Python ${python}`]
  return [
    `${cpu}, ${cores} cores, ${Math.round(memoryBytes / 1e9)} GB, ${system}, load ${loadBefore.toFixed(1)} before`,
    `${versions.filter(Boolean).join(', ')}; ${date}${from}`,
  ]
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

const stagesSection = ({ events, rounds, rows, costs, decodedOtherwise }: StagesResult): Section => {
  const figures = (ns: readonly number[]) => ns.map((n) => grouped(Math.round(n)))
  return {
    title: `Stage by stage, ns an event: ${grouped(events)} events of one partition in memory, ${rounds} rounds in one process`,
    head: ['', 'adds', 'CPU', 'spread', 'wall'],
    rows: costs.map(({ name, addsCpuNs, cpuNs, cpuSpreadNs, wallNs }, i) => [
      `${i === 0 ? '' : '+ '}${name}`,
      ...figures([addsCpuNs, cpuNs, cpuSpreadNs, wallNs]),
    ]),
    notes: [
      'Each line is the whole way up to and with its stage, run anew; what it adds is the difference of two medians of CPU time, the',
      "collector's included, and means nothing where it is less than the spread. The last one waits for the disk: see its wall.",
      ...decodedOtherwise.map(
        ({ name, cpuNs, cpuSpreadNs }) =>
          `Instead of the first two, ${name}: ${figures([cpuNs])} (spread ${figures([cpuSpreadNs])}).`,
      ),
      `The events led to ${grouped(rows)} rows.`,
    ],
  }
}
