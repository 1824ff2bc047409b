import { describe, expect, it } from 'vitest'
import { clockRows } from '../../../src/dashboard/model/corrections.ts'
import { health } from '../../../src/dashboard/model/health.ts'
import { letterCommand } from '../../../src/dashboard/model/letter-command.ts'
import { load } from '../../../src/dashboard/model/load.ts'
import { quantileSeconds } from '../../../src/dashboard/model/quantile.ts'
import { shownRecoveries } from '../../../src/dashboard/model/recoveries.ts'
import { durationBars } from '../../../src/dashboard/model/sessions.ts'
import { workerRows } from '../../../src/dashboard/model/worker-rows.ts'
import type { LagView, Problem, StatusView } from '../../../src/live/status-view.ts'
import { NOON_MS, syntheticView } from '../synthetic-view.ts'

const { status } = syntheticView()
const clock = { nowMs: NOON_MS, zone: 'utc' } as const
const problem = (kind: Problem['kind']): Problem => ({
  kind,
  message: 'm',
  sinceMs: NOON_MS - 5_000,
  partition: null,
  worker: 1,
})

describe('health', () => {
  const of = (change: Partial<StatusView>) => health({ ...status, ...change }, clock)

  it('is one of four things, the worst first', () => {
    expect(of({})).toMatchObject({ state: 'ready', headline: 'Ready' })
    expect(of({ phase: 'opening' })).toMatchObject({ state: 'starting', headline: 'Starting' })
    expect(of({ problems: [problem('starting')] })).toMatchObject({ state: 'starting' })
    expect(of({ phase: 'ending' })).toMatchObject({ state: 'ending' })
    expect(of({ phase: 'ending', problems: [problem('log'), problem('worker')] })).toMatchObject({
      state: 'problems',
      headline: 'Not ready: 2 problems',
    })
  })

  it('says a problem with its place and since when; what is spoken has no time in it', () => {
    const { problems, announcement } = of({ problems: [problem('worker')] })
    expect(problems).toMatchObject([{ title: 'A worker is not running, worker 1', since: 'since 14:02:06, for 5 s' }])
    expect(announcement).toBe('Not ready: 1 problem. A worker is not running, worker 1')
  })
})

describe('lag', () => {
  it.each<[Partial<LagView>, string]>([
    [{ records: null, etaSeconds: null }, 'the log has not said where it ends'],
    [{ records: 5, etaSeconds: null, seconds: null }, 'not caught up at this pace'],
    [{ records: 0, etaSeconds: 0 }, 'caught up'],
    [{ records: 5, etaSeconds: 250, seconds: 900 }, 'caught up in 4 min 10 s'],
    [{ records: 5, etaSeconds: null, seconds: 4.9 }, 'keeping up'],
    [{ records: 5, etaSeconds: null, seconds: 5 }, 'not caught up at this pace'],
  ])('%o is: %s', (lag, text) => {
    expect(load({ ...status, lag: { ...status.lag, ...lag } }, clock)['lag-eta']?.text).toBe(text)
  })

  it('has the watermark of the partition that is furthest back, and none before the first', () => {
    expect(load(status, clock).watermark).toMatchObject({ text: 'earliest watermark 14:02:07', value: NOON_MS - 3_600 })
    expect(load({ ...status, partitions: [] }, clock).watermark).toMatchObject({ value: null })
  })
})

describe('durations', () => {
  const durations = { boundsSeconds: [1, 2, 5], counts: [0, 10, 10, 0], sumSeconds: 50 }

  it('are estimated within their bucket', () => {
    expect([0.25, 0.5, 0.75, 1].map((q) => quantileSeconds(durations, q))).toEqual([1.5, 2, 3.5, 5])
    expect(quantileSeconds({ ...durations, counts: [0, 0, 0, 3] }, 0.5)).toBe(Number.POSITIVE_INFINITY)
    expect(quantileSeconds({ ...durations, counts: [0, 0, 0, 0] }, 0.5)).toBeNull()
  })

  it('are bars from the first that has a session to the last', () => {
    expect(durationBars({ ...durations, counts: [0, 5, 0, 10] })).toEqual([
      { label: 'to 2 s', sessions: 5, length: 0.5 },
      { label: 'to 5 s', sessions: 0, length: 0 },
      { label: 'over 5 s', sessions: 10, length: 1 },
    ])
    expect(durationBars({ ...durations, counts: [0, 0, 0, 0] })).toEqual([])
  })
})

describe('the command of a dead letter', () => {
  const letter = status.deadLetters.last[0]!

  it('names the log, and the topic where it is not the default', () => {
    expect(letterCommand(letter, status.pipeline)).toBe(
      'npm run dlq -- show 1:91221804 --source --log kafka://127.0.0.1:9092',
    )
    expect(letterCommand({ ...letter, topic: 'clicks' }, status.pipeline)).toContain(
      '--source --events-topic clicks --log',
    )
  })

  it('quotes what a shell would take for something else', () => {
    const log = "lmdb:my log/$(x)'s"
    expect(letterCommand(letter, { ...status.pipeline, log })).toMatch(/ --log 'lmdb:my log\/\$\(x\)'\\''s'$/)
  })
})

describe('other rows', () => {
  it('list clocks, all others last, and none where every clock was right', () => {
    const rows = clockRows(status)
    expect(rows.map(({ cells }) => cells.map(({ text }) => text))).toEqual([
      ['initech', '10 min 40 s', '311', '–', '0'],
      ['wonka', '–', '0', '14.2 s', '288'],
      ['umbrella', '1.9 s', '0', '3.4 s', '12'],
      ['all others', '800 ms', '0', '2.6 s', '41'],
    ])
    const clocks = { tenants: [], others: null }
    expect(clockRows({ ...status, totals: { ...status.totals, clocks } })).toEqual([])
  })

  it('say which partitions a worker has', () => {
    expect(workerRows(status).map(({ cells }) => cells.map(({ text }) => text))).toEqual([
      ['0', 'running', '4711', '0, 2', '–'],
      ['1', 'running', '4987', '1, 3', 'killed by SIGKILL'],
    ])
  })

  it('say what a recovery found', () => {
    const [first] = status.recoveries
    const found = {
      ...first!,
      partsFinished: 2,
      partsRolledBack: 1,
      recordsLost: 7,
      condemned: 1,
      resumedFromCheckpoint: true,
    }
    const [shown] = shownRecoveries({ ...status, recoveries: [found] }, clock)
    expect(shown).toMatchObject({ tone: 'bad', headline: 'Partition 0 · 2 h 32 min ago' })
    expect(shown!.explanation).toBe(
      'Taken at 11:30:01 in 210 ms, from offset 91,204,000 on. 2 parts of its last commit were published. 1 part that no offset names was ' +
        "removed. 7 records were lost to the log's retention. 1 record that killed the process becomes a dead letter. It went on from the newest " +
        'checkpoint, without an offset.',
    )
    expect(shownRecoveries(status, clock).at(-1)!.explanation).toMatch(/Nothing was left to finish/)
  })
})
