import { describe, expect, it } from 'vitest'
import { benchChart } from './bench-chart.ts'
import { type BenchResult, bytesPerEvent } from './bench-result.ts'
import { benchPage, benchText } from './bench-text.ts'
import type { Standing } from './standing.ts'

const standing = (name: string, more: Partial<Standing>): Standing => ({
  name,
  part: 'reader',
  does: name,
  events: 3_000_000,
  eventsPerSecond: 1_000_000,
  slowest: 900_000,
  fastest: 1_100_000,
  ofFloor: 1,
  ofPeers: {},
  peakBytes: 120_000_000,
  peakAnonBytes: 80_000_000,
  written: null,
  runs: [],
  ...more,
})

const written = { rows: 5_000, parts: 20, bytesPerRow: 8.54, commits: 4, commitMedianMs: 120, commitWorstMs: 1_500.4 }

const RESULT: BenchResult = {
  command: 'npm run bench -- --runs 3',
  machine: {
    date: '2026-01-02T03:04:05.000Z',
    cores: 2,
    cpu: 'A CPU <fast>',
    memoryBytes: 8e9,
    system: 'linux 6 x64',
    node: 'v20.19.0',
    java: '17.0.15',
    python: null,
    loadBefore: 0.26,
    commit: '0123456789abcdef',
    changed: true,
  },
  topic: { events: 3_000_000, tenants: 100, partitions: 4, seed: 7, bytesPerEvent: 138.6 },
  runs: 3,
  contests: [
    {
      log: 'embedded log',
      floor: 'read + JSON.parse',
      standings: [
        standing('read + JSON.parse', {}),
        standing('pipeline, 1 worker', {
          part: 'pipeline',
          eventsPerSecond: 250_000,
          ofFloor: 0.25,
          peakAnonBytes: null,
          written,
        }),
      ],
      absent: [],
    },
  ],
  stages: {
    events: 200_000,
    rounds: 5,
    rows: 50_000,
    costs: [
      { name: 'decode', cpuNs: 700, wallNs: 690, cpuSpreadNs: 20, addsCpuNs: 700, addsWallNs: 690 },
      { name: 'watermark', cpuNs: 780, wallNs: 770, cpuSpreadNs: 30, addsCpuNs: 80, addsWallNs: 80 },
    ],
    decodedOtherwise: [{ name: 'JSON.parse and the codec', cpuNs: 1_629, wallNs: 1_600, cpuSpreadNs: 95 }],
  },
}

describe('benchText', () => {
  it('has the machine, the topic, a table a log, what was written, and the stages', () => {
    expect(benchText(RESULT).split('\n')).toEqual([
      'A CPU <fast>, 2 cores, 8 GB, linux 6 x64, load 0.3 before',
      'Node v20.19.0, Java 17.0.15; 2026-01-02T03:04:05.000Z, commit 0123456 with changes',
      '3,000,000 events of 139 bytes, 100 tenants, 4 partitions, seed 7; median of 3 run(s), each in a process, group and storage of its own',
      '',
      'Embedded log; the floor is read + JSON.parse',
      '                       events/s  of floor  slowest    fastest  peak MB  own MB',
      '  read + JSON.parse   1,000,000      1.00  900,000  1,100,000      120  80',
      '  pipeline, 1 worker    250,000      0.25  900,000  1,100,000      120  unknown',
      '  pipeline, 1 worker wrote 5,000 rows in 20 parts, 8.5 bytes a row; 4 commits a run, median 120 ms, worst 1,500 ms',
      '',
      'Stage by stage, ns an event: 200,000 events of one partition in memory, 5 rounds in one process',
      '               adds  CPU  spread  wall',
      '  decode        700  700      20   690',
      '  + watermark    80  780      30   770',
      '  Each line is the whole way up to and with its stage, run anew; what it adds is the difference of two medians of CPU time, the',
      "  collector's included, and means nothing where it is less than the spread. The last one waits for the disk: see its wall.",
      '  Instead of the first two, JSON.parse and the codec: 1,629 (spread 95).',
      '  The events led to 50,000 rows.',
      '',
      'Memory is of all processes of a program together; pages that they share count for each. Own: no pages of files.',
      'One record in a hundred is broken, in ways that every system here lives with: others end some of them.',
    ])
  })

  it('says that one run is no measurement', () => {
    expect(benchText({ ...RESULT, runs: 1 })).toMatch(/Fewer than 3 runs: good for a look, not for a claim\.$/)
  })
})

const WITH_PEERS: BenchResult = {
  ...RESULT,
  contests: [
    {
      log: 'Kafka',
      floor: 'kafkajs + JSON.parse',
      standings: [
        standing('kafkajs + JSON.parse', {}),
        standing('pipeline, 1 worker', {
          part: 'pipeline',
          ofFloor: 0.5,
          eventsPerSecond: 500_000,
          ofPeers: { 'Quix Streams': 31.25 },
        }),
        standing('Quix Streams', {
          part: 'peer',
          ofFloor: 0.016,
          eventsPerSecond: 16_000,
          events: 300_000,
          does: 'one count a tenant',
        }),
      ],
      absent: [{ name: 'Faust', does: 'counts', reason: 'no Java' }],
    },
  ],
}

describe('benchText with peers', () => {
  const lines = benchText(WITH_PEERS).split('\n')

  it('has the ratios to each, what was wanted, and what each does', () => {
    expect(lines).toContain('  pipeline, 1 worker                  0.50            31')
    expect(lines).toContain('  pipeline, 1 worker  Quix Streams                20  31            met')
    expect(lines).toContain('  Quix Streams          one count a tenant')
  })

  it('says which one is missing and why, and which one read less', () => {
    expect(lines).toContain('  Faust  no Java')
    expect(lines).toContain('  Quix Streams read 300,000 events of the same kind, in a topic of its own')
  })
})

describe('benchPage', () => {
  it('is the same as a page, with the chart and the command', () => {
    const page = benchPage(WITH_PEERS)
    expect(page).toContain('# What it costs\n\nMade by `npm run bench -- --runs 3`.\n\n![Events a second')
    expect(page).toContain('| Quix Streams | 16,000 | 0.0160 |')
    expect(page).toContain('| Faust | no Java |')
    expect(page).toContain('- A CPU \\<fast\\>, 2 cores')
  })
})

describe('benchChart', () => {
  it('shows every contender, every stage and where the figures come from', () => {
    const svg = benchChart(RESULT)
    const texts = ['250,000 (0.25 of the floor)', '1,000,000 (floor)', '80 (780 so far)', 'A CPU &lt;fast&gt;']
    expect(texts.filter((text) => !svg.includes(text))).toEqual([])
  })

  it('has the fastest first, and peers in a colour of their own', () => {
    const looks = [...benchChart(WITH_PEERS).matchAll(/rx="3" class="(\w+)"/g)].map(([, look]) => look)
    expect(looks.slice(0, 3)).toEqual(['plain', 'ours', 'other'])
  })
})

describe('bytesPerEvent', () => {
  it('is known where one contender has counted', () => {
    const run = { seconds: 1, events: 10, peakBytes: null, peakAnonBytes: null }
    const contest = (runs: Standing['runs']) => [
      { log: '', floor: '', standings: [standing('a', { runs })], absent: [] },
    ]
    expect(bytesPerEvent(contest([run, { ...run, bytesRead: 1_390 }]))).toBe(139)
    expect(bytesPerEvent(contest([run]))).toBeNull()
  })
})
