import { grouped } from '../../src/cli/progress.ts'
import type { Section } from './report.ts'
import type { ContestResult, Standing, WrittenStanding } from './standing.ts'
import { isMet, targetResults } from './targets.ts'

/** What a contest found: the figures, the ratios to peers, what was wanted, who is missing, and what each does. */
export const contestSections = (contest: ContestResult): readonly Section[] => [
  figures(contest),
  ...[ratios(contest), wanted(contest), missing(contest), whatEachDoes(contest)].filter(({ rows }) => rows.length > 0),
]

const figures = ({ log, floor, standings }: ContestResult): Section => ({
  title: `${capitalized(log)}; the floor is ${floor}`,
  head: ['', 'events/s', 'of floor', 'slowest', 'fastest', 'peak MB', 'own MB'],
  rows: standings.map((one) => [
    one.name,
    whole(one.eventsPerSecond),
    one.ofFloor.toFixed(one.ofFloor < 0.1 ? 4 : 2),
    whole(one.slowest),
    whole(one.fastest),
    megabytes(one.peakBytes),
    megabytes(one.peakAnonBytes),
  ]),
  notes: [
    ...standings.flatMap((one) => (one.written === null ? [] : [writtenText(one.name, one.written)])),
    ...fewerRead(standings),
  ],
})

const fewerRead = (standings: readonly Standing[]): readonly string[] => {
  const most = Math.max(...standings.map(({ events }) => events))
  return standings
    .filter(({ events }) => events < most)
    .map(({ name, events }) => `${name} read ${whole(events)} events of the same kind, in a topic of its own`)
}

const ratios = ({ log, floor, standings }: ContestResult): Section => {
  const peers = standings.filter(({ part }) => part === 'peer')
  const ours = peers.length === 0 ? [] : standings.filter(({ part }) => part === 'pipeline')
  return {
    title: `How many times as fast, ${log}`,
    head: ['', floor, ...peers.map(({ name }) => name)],
    rows: ours.map(({ name, ofFloor, ofPeers }) => [
      name,
      times(ofFloor),
      ...peers.map((peer) => times(ofPeers[peer.name]!)),
    ]),
    notes: [
      "A peer's rate is its own and leaves out its start and its warm-up; the pipeline's is of the whole run, to the last commit.",
      'What peers leave out stands below.',
    ],
  }
}

const wanted = (contest: ContestResult): Section => ({
  title: 'What was wanted',
  head: ['', 'times as fast as', 'at least', 'found', ''],
  rows: contest.standings.some(({ part }) => part === 'pipeline')
    ? targetResults(contest).map((result) => [
        result.ours,
        result.than,
        times(result.atLeast),
        result.found === null ? 'not measured' : times(result.found),
        result.found === null ? '' : isMet(result) ? 'met' : 'missed',
      ])
    : [],
  notes: [],
})

const missing = ({ absent }: ContestResult): Section => ({
  title: 'Not measured, or not to the end',
  head: ['', 'why'],
  rows: absent.map(({ name, reason }) => [name, reason]),
  notes: [],
})

const whatEachDoes = ({ standings, absent }: ContestResult): Section => ({
  title: 'What each does',
  head: ['', 'does'],
  rows: standings.some(({ part }) => part === 'peer')
    ? [...standings, ...absent].map(({ name, does }) => [name, does])
    : [],
  notes: [],
})

const writtenText = (name: string, written: WrittenStanding): string => {
  const { rows, parts, bytesPerRow, commits, commitMedianMs, commitWorstMs } = written
  return (
    `${name} wrote ${whole(rows)} rows in ${whole(parts)} parts, ${bytesPerRow.toFixed(1)} bytes a row; ` +
    `${whole(commits)} commits a run, median ${whole(commitMedianMs)} ms, worst ${whole(commitWorstMs)} ms`
  )
}

const whole = (n: number): string => grouped(Math.round(n))

const times = (ratio: number): string => (ratio < 10 ? ratio.toFixed(2) : whole(ratio))

const capitalized = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

const megabytes = (bytes: number | null): string => (bytes === null ? 'unknown' : whole(bytes / 1e6))
