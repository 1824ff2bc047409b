import fc from 'fast-check'
import { from } from 'rxjs'
import { describe, expect, it } from 'vitest'
import type { Output } from '../src/checkpoint/output.ts'
import { barrier } from '../src/log/barrier.ts'
import { type PipelineOptions, partitionPipeline } from '../src/pipeline.ts'
import { syntheticEvents } from '../src/produce/synthetic-events.ts'
import { batchOf, delivery, eventJson } from './support/events.ts'
import { SHAPE } from './support/outputs.ts'

const OPTIONS: PipelineOptions = {
  maxFutureMs: 300_000,
  topic: 'events',
  partition: 0,
  deadLetterPartitions: 1,
  graceMs: 5_000,
  window: SHAPE,
  sessionTimeoutMs: 30_000,
  maxOpenSessions: 100_000,
}
const START_MS = 1_763_870_400_000

/** A record as its producer sent it, on a machine whose own clock is right: only the event in it may say otherwise. */
interface Sent {
  readonly isHostile: boolean
  readonly value: string | Buffer
  readonly recordMs: number
}

/** What a hostile clock shows, as JSON text, when it is `nowMs` and the others' stream time is `streamTimeMs`. */
type HostileClock = (nowMs: number, streamTimeMs: number, draw: number) => string

const CLOCKS = {
  year9999: (_now, _stream, draw) => String(253_402_300_799 - draw),
  beyondAllYears: () => '1e300',
  milliseconds: (nowMs) => String(nowMs),
  anHourAhead: (nowMs) => String(nowMs / 1000 + 3_600),
  year1970: (_now, _stream, draw) => String(draw / 1000),
  longBehind: (_now, streamTimeMs, draw) => String((streamTimeMs - draw) / 1000),
  right: (_now, streamTimeMs) => String(streamTimeMs / 1000),
  notANumber: () => 'NaN',
  infinite: () => '1e999',
  nothing: () => 'null',
  text: () => '"12:00"',
  negative: () => '-1',
} satisfies Record<string, HostileClock>

const { year9999, beyondAllYears, milliseconds, anHourAhead, year1970, longBehind, notANumber, infinite } = CLOCKS
const { nothing, text, negative } = CLOCKS
const AHEAD = [year9999, beyondAllYears, milliseconds, anHourAhead]
const BEHIND = [year1970, longBehind]
const NO_CLOCK = [notANumber, infinite, nothing, text, negative]
const JUMPING = Object.values(CLOCKS)

interface LogSetting {
  readonly clocks: readonly HostileClock[]
  readonly hostileTenants?: number
  /** How long an ordinary event may take until it is in the log, at most. */
  readonly slowestMs?: number
}

/** The records of ordinary tenants, up to 999 of them, and between them those of hostile ones. */
const logs = ({ clocks, hostileTenants = 1, slowestMs = 20_000 }: LogSetting): fc.Arbitrary<Sent[]> => {
  const what = {
    type: fc.constantFrom('view', 'session_start', 'session_end'),
    session: fc.constantFrom('x', 'y'),
  }
  const step = (tenants: number) =>
    fc.record({
      ...what,
      forwardMs: fc.oneof({ weight: 15, arbitrary: fc.nat(1_500) }, { weight: 1, arbitrary: fc.nat(60_000) }),
      slowMs: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat(slowestMs) }),
      tenant: fc.nat(tenants - 1),
      hostile: fc.option(
        fc.record({
          ...what,
          tenant: fc.nat(hostileTenants - 1),
          clock: fc.constantFrom(...clocks),
          draw: fc.nat(90_000),
        }),
      ),
    })
  return fc
    .constantFrom(2, 30, 999)
    .chain((tenants) => fc.array(step(tenants), { maxLength: 150, size: 'max' }))
    .map((steps) => {
      let nowMs = START_MS
      let streamTimeMs = START_MS - slowestMs // no later than the first event can be
      return steps.flatMap(({ forwardMs, slowMs, tenant, type, session, hostile }): Sent[] => {
        nowMs += forwardMs
        const timeMs = nowMs - slowMs
        const event = { tenant_id: `t${tenant}`, event_type: type, payload: { session_id: session } }
        const ordinary = { isHostile: false, value: eventJson(timeMs, event), recordMs: nowMs }
        const sent = hostile === null ? [] : [hostileRecord(hostile, nowMs, streamTimeMs)]
        streamTimeMs = Math.max(streamTimeMs, timeMs)
        return [...sent, ordinary]
      })
    })
}

interface Hostile {
  readonly tenant: number
  readonly type: string
  readonly session: string
  readonly clock: HostileClock
  readonly draw: number
}
const hostileRecord = ({ tenant, type, session, clock, draw }: Hostile, nowMs: number, streamTimeMs: number): Sent => {
  const timestamp = clock(nowMs, streamTimeMs, draw)
  return {
    isHostile: true,
    value: `{"tenant_id":"evil${tenant}","event_type":"${type}","timestamp":${timestamp},"payload":{"session_id":"${session}"}}`,
    recordMs: nowMs,
  }
}

/** Everything that is written of the ordinary tenants. Corrections are sums, whatever commit they fall into (T12). */
interface Written {
  readonly results: string[]
  readonly corrections: Map<string, number>
  readonly sessions: string[]
  readonly trueCounts: Map<string, number>
}

const written = (log: readonly Sent[], options: PipelineOptions): Written => {
  const { results, corrections, sessions, trueCounts }: Written = {
    ...{ results: [], sessions: [] },
    ...{ corrections: new Map(), trueCounts: new Map() },
  }
  const add = (sums: Map<string, number>, key: string, n: number) => sums.set(key, (sums.get(key) ?? 0) + n)
  const note = (output: Output): void => {
    if (output.kind === 'window-count' && !isHostile(output.tenant)) {
      results.push(JSON.stringify(output))
      add(trueCounts, JSON.stringify([output.windowStartMs, output.tenant, output.type]), output.occurrences)
    } else if (output.kind === 'late' && !isHostile(output.event.tenant)) {
      for (let i = 0; i < output.windows; i++) {
        const startMs = output.firstWindowMs + i * SHAPE.stepMs
        const key = JSON.stringify([startMs, output.event.tenant, output.event.type])
        add(corrections, key, 1)
        add(trueCounts, key, 1)
      }
    } else if (output.kind === 'completed-session' || output.kind === 'unmatched-session') {
      if (!isHostile(output.tenant)) sessions.push(JSON.stringify(output))
    }
  }
  const batch = { ...batchOf(log.map(({ value }) => value)), timestampMs: (i: number) => log[i]!.recordMs }
  from([delivery(batch), barrier('end')])
    .pipe(partitionPipeline(options))
    .subscribe(note)
  return { results: results.sort(), corrections, sessions, trueCounts }
}
const isHostile = (tenant: string): boolean => tenant.startsWith('evil')
const without = (log: readonly Sent[]): Sent[] => log.filter((sent) => !sent.isHostile)

describe('the rows of every other tenant are those of a run without the tenant whose clock is', () => {
  it.each([
    ['far ahead', { clocks: AHEAD }],
    ['far behind', { clocks: BEHIND }],
    ['no clock: NaN, infinite, null, text, negative', { clocks: NO_CLOCK }],
    ['jumping between all of these and right', { clocks: JUMPING }],
    ['hostile, and so are those of 20 more', { clocks: JUMPING, hostileTenants: 21 }],
  ])('%s', (_, setting) => {
    let seen = { corrections: 0, completed: 0, unmatched: 0 }
    fc.assert(
      fc.property(logs(setting), (log) => {
        const alone = written(without(log), OPTIONS)
        expect(written(log, OPTIONS)).toEqual(alone)
        seen = {
          corrections: seen.corrections + alone.corrections.size,
          completed: seen.completed + alone.sessions.filter((row) => row.includes('completed')).length,
          unmatched: seen.unmatched + alone.sessions.filter((row) => row.includes('unmatched')).length,
        }
      }),
      { numRuns: 100 },
    )
    // Ordinary events were late themselves, and sessions of all kinds there: what could change did not.
    expect(Math.min(...Object.values(seen))).toBeGreaterThan(100)
  })
})

describe('one tenant in 1,000 with hostile clocks', () => {
  it('changes no row of the 999 others, on 30,000 events of which some are late and some invalid', () => {
    const STEP_MS = 10
    const options = { seed: 7, startMs: START_MS, rate: 1000 / STEP_MS, tenants: 999, count: 30_000 }
    const values = syntheticEvents({ ...options, invalidShare: 0.01, lateShare: 0.05 })
    let n = 0
    const log = [...values].flatMap((value): Sent[] => {
      const nowMs = START_MS + n * STEP_MS
      const ordinary = { isHostile: false, value, recordMs: nowMs }
      if (n++ % 1_000 !== 999) return [ordinary]
      const clock = JUMPING[(n / 1_000) % JUMPING.length]!
      return [ordinary, hostileRecord({ tenant: 0, type: 'view', session: 'x', clock, draw: 5 }, nowMs, nowMs)]
    })
    const alone = written(without(log), OPTIONS)
    expect(new Set(alone.results.map((row) => JSON.parse(row).tenant)).size).toBeGreaterThan(990)
    expect(alone.corrections.size).toBeGreaterThan(100)
    expect(log.length - without(log).length).toBe(30)
    expect(written(log, OPTIONS)).toEqual(alone)
  })
})

describe('a clock that is ahead by less than --max-future is believed (E3), so it moves stream time:', () => {
  const upToAnHour: HostileClock = (nowMs, _stream, draw) => String((nowMs + draw * 40) / 1000)

  it('what it makes late for others is in the corrections, so that the true counts are those without it', () => {
    let moreCorrections = 0
    fc.assert(
      fc.property(logs({ clocks: [upToAnHour, ...JUMPING], hostileTenants: 3 }), (log) => {
        const [alone, together] = [written(without(log), OPTIONS), written(log, OPTIONS)]
        expect(together.trueCounts).toEqual(alone.trueCounts)
        moreCorrections += together.corrections.size - alone.corrections.size
      }),
      { numRuns: 200 },
    )
    expect(moreCorrections).toBeGreaterThan(100)
  })

  it('with --max-future within what --grace leaves over the others’ disorder, their window rows are those without it', () => {
    const options = { ...OPTIONS, maxFutureMs: 3_000 } // and a grace of 5 s
    fc.assert(
      fc.property(logs({ clocks: [upToAnHour, ...JUMPING], slowestMs: 2_000 }), (log) => {
        const [alone, together] = [written(without(log), options), written(log, options)]
        expect(together.results).toEqual(alone.results)
        expect(together.corrections.size).toBe(0)
      }),
      { numRuns: 200 },
    )
  })
})
