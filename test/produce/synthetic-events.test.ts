import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type SyntheticOptions, syntheticEvents } from '../../src/produce/synthetic-events.ts'
import { judge } from '../decode/oracle.ts'

const START_MS = Date.UTC(2026, 0, 1)
const DEFAULTS = { seed: 7, startMs: START_MS, rate: 0, tenants: 3, invalidShare: 0, lateShare: 0, count: 20_000 }
const generate = (options: Partial<SyntheticOptions> = {}) => [...syntheticEvents({ ...DEFAULTS, ...options })]

interface Wire {
  readonly tenant_id: string
  readonly event_type: string
  readonly timestamp: number
  readonly payload: { readonly session_id?: string }
}
const parsed = (options: Partial<SyntheticOptions> = {}) =>
  generate(options).map((value) => JSON.parse(value.toString()) as Wire)
const timeMs = (event: Wire) => Math.floor(event.timestamp * 1000 + 0.5)
const countBy = <A>(items: readonly A[], keyOf: (item: A) => string) => {
  const counts: Record<string, number> = {}
  for (const item of items) counts[keyOf(item)] = (counts[keyOf(item)] ?? 0) + 1
  return counts
}
const digest = (values: readonly Buffer[]) => {
  const hash = createHash('sha256')
  for (const value of values) hash.update(value).update('\n')
  return hash.digest('hex')
}
const MIXED = { invalidShare: 0.05, lateShare: 0.05 }

describe('the same seed and start', () => {
  it('give the same bytes', () => {
    expect(digest(generate(MIXED))).toBe(digest(generate(MIXED)))
    expect(digest(generate({ ...MIXED, seed: 8 }))).not.toBe(digest(generate(MIXED)))
  })

  it('give these bytes, on every machine', () => {
    expect(digest(generate(MIXED))).toBe('345e49ba5f8f2080f448224488c63b143302f02907b7005fa7bed8fd806a3bb0')
  })

  it('give the first of them where fewer are asked for', () => {
    expect(generate({ ...MIXED, count: 100 })).toEqual(generate(MIXED).slice(0, 100))
  })
})

describe('synthetic events', () => {
  it('are as many as asked for', () => {
    fc.assert(fc.property(fc.nat(2_000), (count) => generate({ count }).length === count))
  })

  it('are of all five types, also when they are few', () => {
    for (const rate of [0, 1, 1_000]) {
      const types = countBy(parsed({ rate, count: 1_000 }), (event) => event.event_type)
      expect(Object.keys(types).sort()).toEqual(['click', 'error', 'session_end', 'session_start', 'view'])
    }
  })

  it('come from every tenant, more from the first than from the last', () => {
    const counts = countBy(parsed({ tenants: 5 }), (event) => event.tenant_id)
    expect(Object.keys(counts).sort()).toEqual(['tenant_1', 'tenant_2', 'tenant_3', 'tenant_4', 'tenant_5'])
    const [first = 0, last = 0] = ['tenant_1', 'tenant_5'].map((tenant) => counts[tenant])
    expect(first).toBeGreaterThan(last)
    expect(last).toBeGreaterThan(20_000 / 10)
  })

  it('are about 140 bytes each', () => {
    const bytes = generate().reduce((sum, value) => sum + value.length, 0) / 20_000
    expect(bytes).toBeGreaterThan(125)
    expect(bytes).toBeLessThan(155)
  })
})

describe('event n', () => {
  it.each([
    [0, 1],
    [1, 1_000],
    [3, 1_000 / 3],
    [5_000, 0.2],
    [0.1, 10_000],
  ])('at rate %d is n x %d ms after the start', (rate, stepMs) => {
    const times = parsed({ rate, count: 1_000 }).map(timeMs)
    expect(times).toEqual(times.map((_, n) => START_MS + Math.floor(n * stepMs)))
  })
})

describe('synthetic sessions', () => {
  const sessionsOf = (events: readonly Wire[]) => {
    const bySession = new Map<string, Wire[]>()
    for (const event of events) {
      const id = event.payload.session_id
      if (id !== undefined) bySession.set(id, [...(bySession.get(id) ?? []), event])
    }
    return [...bySession.values()]
  }

  it('each have one tenant, one start, first, and at most one end, last', () => {
    fc.assert(
      fc.property(
        fc.nat(),
        fc.constantFrom(0, 0.5, 100, 1e5),
        fc.integer({ min: 1, max: 50 }),
        (seed, rate, tenants) => {
          for (const session of sessionsOf(parsed({ seed, rate, tenants, count: 2_000 }))) {
            const types = session.map((event) => event.event_type)
            expect(types.indexOf('session_start')).toBe(0)
            expect(types.lastIndexOf('session_start')).toBe(0)
            expect([-1, types.length - 1]).toContain(types.indexOf('session_end'))
            expect(new Set(session.map((event) => event.tenant_id)).size).toBe(1)
          }
        },
      ),
      { numRuns: 30 },
    )
  })

  it('are many, each with events between, several open at a time, and mostly ended', () => {
    const events = parsed({ rate: 100 })
    const sessions = sessionsOf(events)
    const ended = sessions.filter((session) => session.at(-1)!.event_type === 'session_end')
    expect(sessions.length).toBeGreaterThan(1_000)
    expect(ended.length / sessions.length).toBeGreaterThan(0.7)
    expect(ended.filter((session) => session.length <= 2)).toEqual([])
    expect(sessions.length - ended.length).toBeGreaterThan(10)
  })

  it('last between moments and minutes', () => {
    const ended = sessionsOf(parsed({ rate: 1 })).filter((session) => session.at(-1)!.event_type === 'session_end')
    const seconds = ended.map((session) => (timeMs(session.at(-1)!) - timeMs(session[0]!)) / 1000).sort((a, b) => a - b)
    expect(seconds[0]).toBeGreaterThanOrEqual(5)
    expect(seconds[Math.floor(seconds.length / 2)]).toBeLessThan(120)
    expect(seconds.at(-1)).toBeGreaterThan(120)
    expect(seconds.at(-1)).toBeLessThan(600)
  })

  it('have ids that no other run has', () => {
    const ids = (options: Partial<SyntheticOptions>) =>
      new Set(parsed(options).map((event) => event.payload.session_id ?? ''))
    const first = ids({})
    for (const other of [ids({ seed: 8 }), ids({ startMs: START_MS + 1 })]) {
      expect([...other].filter((id) => id !== '' && first.has(id))).toEqual([])
    }
  })
})

describe('the shares', () => {
  // Of 20,000, 5% is 1,000 with a standard deviation of 31.
  it('of invalid events are as asked for, and really invalid, the rest valid', () => {
    for (const [invalidShare, expected] of [
      [0, 0],
      [0.05, 1_000],
      [1, 20_000],
    ] as const) {
      const verdicts = generate({ invalidShare, lateShare: 0 }).map((value) => judge(value, START_MS, 60_000))
      const invalid = verdicts.filter((verdict) => typeof verdict === 'string').length
      expect(Math.abs(invalid - expected)).toBeLessThanOrEqual(expected === 1_000 ? 150 : 0)
    }
  })

  it('of late events are as asked for, each 3 to 60 s back, and no session starts or ends late', () => {
    const events = parsed({ lateShare: 0.05, rate: 1_000 })
    const late = events
      .map((event, n) => ({ event, backMs: START_MS + n - timeMs(event) }))
      .filter(({ backMs }) => backMs !== 0)
    expect(Math.abs(late.length - 1_000)).toBeLessThan(150)
    for (const { backMs } of late) {
      expect(backMs).toBeGreaterThanOrEqual(3_000)
      expect(backMs).toBeLessThanOrEqual(60_000)
    }
    expect(Object.keys(countBy(late, ({ event }) => event.event_type)).sort()).toEqual(['click', 'error', 'view'])
  })

  it('never lead to a time before 1970', () => {
    for (const event of parsed({ lateShare: 1, startMs: 0, count: 100 }))
      expect(timeMs(event)).toBeGreaterThanOrEqual(0)
  })
})
