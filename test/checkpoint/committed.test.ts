import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Committed } from '../../src/checkpoint/committed.ts'
import { DURATION_BOUNDS_SECONDS } from '../../src/session/durations.ts'
import { bruteForceSessions } from '../session/brute-force.ts'
import { eventJson } from '../support/events.ts'
import { MemoryLog } from '../support/memory-log.ts'
import { runInMemory } from '../support/memory-run.ts'
import { SHAPE } from '../support/outputs.ts'
import { settle } from '../support/timed-run.ts'
import { bruteForceWindows } from '../window/brute-force.ts'

const LIMITS = { graceMs: 2_000, sessionTimeoutMs: 60_000, maxOpenSessions: 3 } // memory-run.ts runs with these
const TYPES = { start: 'session_start', end: 'session_end', view: 'view' } as const

const steps = fc.array(
  fc.record({
    forwardMs: fc.oneof({ weight: 5, arbitrary: fc.nat(3_000) }, { weight: 1, arbitrary: fc.nat(40_000) }),
    behindMs: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat(9_000) }),
    tenant: fc.constantFrom('a', 'b'),
    what: fc.constantFrom('start', 'end', 'view', 'bad'),
    session: fc.constantFrom('s1', 's2', 's3'),
  }),
  { minLength: 1, maxLength: 50, size: 'max' },
)
const recordsOf = (all: typeof steps extends fc.Arbitrary<infer Steps> ? Steps : never) => {
  let nowMs = 100_000
  return all.map(({ forwardMs, behindMs, ...more }) => {
    nowMs += forwardMs
    return { ...more, timeMs: nowMs - behindMs }
  })
}
const bucketsOf = (durationsMs: readonly number[]): readonly number[] =>
  [0, ...DURATION_BOUNDS_SECONDS].map(
    (bound, i) =>
      durationsMs.filter(
        (ms) =>
          (i === 0 || ms > bound * 1_000) && ms <= (DURATION_BOUNDS_SECONDS[i] ?? Number.POSITIVE_INFINITY) * 1_000,
      ).length,
  )

describe('what is said of a commit', () => {
  it('is what a brute force finds: what is open, durations, outcomes, the last letters, and what recovery would read', async () => {
    const seen = { completed: 0, unmatched: 0, waiting: 0 }
    await fc.assert(
      fc.asyncProperty(steps, async (all) => {
        const records = recordsOf(all)
        const log = new MemoryLog()
        log.append(
          records.map(({ tenant, what, session, timeMs }) =>
            what === 'bad'
              ? `{"tenant_id":"${tenant}"`
              : eventJson(timeMs, { tenant_id: tenant, event_type: TYPES[what], payload: { session_id: session } }),
          ),
        )
        const run = runInMemory({ log })
        await new Promise((resolve) => setImmediate(resolve))
        run.stop()
        await run.ended
        const [report, ...more] = run.reports.filter((one): one is Committed => one.kind === 'committed')
        expect(more).toEqual([])

        const events = records.flatMap(({ what, ...event }) => (what === 'bad' ? [] : [{ ...event, what }]))
        const windows = bruteForceWindows(
          events.map(({ what, ...event }) => ({ ...event, type: TYPES[what] })),
          SHAPE,
          LIMITS.graceMs,
        )
        const open = Object.entries(windows.open).map(([key, { occurrences }]) => ({ key, occurrences }))
        const sessions = bruteForceSessions(events, LIMITS)
        const rows = sessions.rows.map((row) => row.split(' '))
        const durations = rows.flatMap(([outcome, , , range]) => {
          const [from, to] = (range ?? '').split('-').map(Number)
          return outcome === 'completed' ? [to! - from!] : []
        })
        const outcomes: Record<string, number> = {}
        for (const [outcome] of rows) if (outcome !== 'completed') outcomes[outcome!] = (outcomes[outcome!] ?? 0) + 1
        const bad = records.flatMap(({ what }, offset) => (what === 'bad' ? [offset] : []))
        const checkpoints = run.disk.names('.checkpoints').map((name) => run.disk.read(name)!.length)

        expect(report).toMatchObject({
          open: {
            windows: new Set(open.map(({ key }) => (JSON.parse(key) as [number])[0])).size,
            pairs: open.reduce((sum, { occurrences }) => sum + occurrences, 0),
            sessions: sessions.open.length,
            waitingEnds: sessions.waiting.length,
          },
          durations: { counts: bucketsOf(durations) },
          outcomes,
          stateBytes: checkpoints.reduce((sum, bytes) => sum + bytes, 0),
          checkpointBytes: checkpoints.at(-1),
        })
        expect(report?.outcomes).toEqual(outcomes)
        expect(report?.durations.sumSeconds).toBeCloseTo(durations.reduce((sum, ms) => sum + ms / 1_000, 0))
        expect(report?.lastLetters.map(({ offset }) => offset)).toEqual(bad.slice(-5).reverse())
        seen.completed += durations.length
        seen.unmatched += rows.length - durations.length
        seen.waiting += sessions.waiting.length
      }),
      { numRuns: 60 },
    )
    expect(Math.min(...Object.values(seen))).toBeGreaterThan(10)
  })

  it('adds up the checkpoints that the state is read from: the whole one and what changed since', async () => {
    const log = new MemoryLog()
    const run = runInMemory({ log, rows: 1, batchSize: () => 300 })
    log.append(Array.from({ length: 200 }, (_, i) => eventJson(i === 0 ? 0 : 20_000, { tenant_id: `tenant ${i}` })))
    await settle()
    for (let i = 1; i < 4; i++) {
      log.append([eventJson(20_000 + i * 2_000)])
      await settle()
    }
    run.stop()
    await run.ended
    const commits = run.reports.filter((one): one is Committed => one.kind === 'committed')
    expect(commits.length).toBeGreaterThan(2)
    const bytes = run.disk.names('.checkpoints').map((name) => run.disk.read(name)!.length)
    expect(bytes.length).toBeGreaterThan(1)
    expect(commits.at(-1)!.stateBytes).toBe(bytes.reduce((sum, n) => sum + n, 0))
    expect(commits.at(-1)!.checkpointBytes).toBeLessThan(commits.at(-1)!.stateBytes)
  })
})
