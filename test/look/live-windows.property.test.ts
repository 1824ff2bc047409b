import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { LiveWindows } from '../../src/look/live-windows.ts'
import { mergeSights } from '../../src/look/sight.ts'
import type { WindowsQuery } from '../../src/look/windows-query.ts'
import type { PlainShape } from '../window/brute-force.ts'
import { seenByBruteForce, shownIn } from './seen-by-brute-force.ts'
import { WatchedPartition } from './watched-partition.ts'

const PARTITIONS = 3
const NAMES = ['a', 'A', 'ab', 'b', '__proto__', 'constructor', '', ' ', '<img src=x onerror=alert(1)>', '☃\u{1f600}']

/** Forward by up to a step and a quarter: in 60 steps no more windows than are remembered. */
const step = fc.record({
  what: fc.constantFrom('event', 'event', 'event', 'event', 'event', 'event', 'save', 'again'),
  partition: fc.nat(PARTITIONS - 1),
  forward: fc.integer({ min: 0, max: 1_250 }),
  behind: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat(6_000) }),
  tenant: fc.constantFrom(...NAMES),
  type: fc.constantFrom('view', 'click', '__proto__'),
  looks: fc.nat(2).map((n) => n === 0),
})
const steps = fc.array(step, { maxLength: 60, size: 'max' })
const shapes = fc.constantFrom<PlainShape>(
  ...[2_000, 4_000, 10_000].map((stepMs) => ({ sizeMs: 10_000, stepMs })),
  { sizeMs: 100_000, stepMs: 1_000 }, // a hundred windows an event: not all of them are shown
)
const queries: fc.Arbitrary<WindowsQuery> = fc.record({
  search: fc.constantFrom('', '', 'a', 'A', 'PROTO', '<', 'nobody'),
  tenant: fc.constantFrom(null, null, ...NAMES, 'nobody'),
  top: fc.integer({ min: 1, max: 12 }),
})
const graces = fc.constantFrom(0, 2_000, 9_000)

/** Runs the steps on partitions that are watched by one process, or each by its own; `look` is called after some of them. */
const runSteps = (
  all: readonly (typeof step extends fc.Arbitrary<infer Step> ? Step : never)[],
  shape: PlainShape,
  graceMs: number,
  processes: number,
  look: (lives: readonly LiveWindows[], partitions: readonly WatchedPartition[]) => void,
): void => {
  let nowMs = 0
  const lives = Array.from({ length: processes }, () => new LiveWindows(shape, () => nowMs))
  const partitions = Array.from(
    { length: PARTITIONS },
    (_, i) => new WatchedPartition(lives[i % processes]!, i, shape, graceMs),
  )
  let timeMs = 100_000
  for (const { what, partition, forward, behind, tenant, type, looks } of all) {
    nowMs += 100
    const own = partitions[partition]!
    if (what === 'save') own.save()
    else if (what === 'again') own.takeAgain()
    else {
      timeMs += Math.round((forward / 1_000) * shape.stepMs)
      own.add({ timeMs: Math.max(0, timeMs - behind), tenant, type })
    }
    if (looks) look(lives, partitions)
  }
}

describe('a look at the windows equals a brute force over the events so far', () => {
  it('in every window and tenant that is shown, whatever the query, the disorder and the trouble', () => {
    let looks = 0
    fc.assert(
      fc.property(steps, shapes, graces, queries, (all, shape, graceMs, query) => {
        runSteps(all, shape, graceMs, 1, ([live], partitions) => {
          const sight = live!.look(query)
          const events = partitions.map((partition) => partition.events)
          expect(shownIn(sight)).toEqual(seenByBruteForce(events, shape, graceMs, query))
          expect(sight.isPartial).toBe(false)
          looks++
        })
      }),
      { numRuns: 80 },
    )
    expect(looks).toBeGreaterThan(300)
  })

  it('of several processes together, in what they show of tenants that live in one of them each (E6)', () => {
    let cells = 0
    fc.assert(
      fc.property(steps, graces, queries, (all, graceMs, { search, top }) => {
        const query = { search, top, tenant: null }
        const shape = { sizeMs: 10_000, stepMs: 2_000 }
        const own = all.map((one) => ({ ...one, tenant: `${one.partition}${one.tenant}` }))
        runSteps(own, shape, graceMs, PARTITIONS, (lives, partitions) => {
          const sights = lives.map((live) => live.look(query))
          const seen = shownIn(mergeSights(sights, query.top))
          const events = partitions.map((partition) => partition.events)
          const truth = seenByBruteForce(events, shape, graceMs, { ...query, top: 100 }, { open: 100, closed: 100 })
          const isWhole = (startMs: number) =>
            sights.every(({ windows, history }) => windows.has(startMs) || !history.has(startMs))
          const starts = new Set(seen.windows.map(([startMs]) => startMs).filter(isWhole))
          const whole = <T extends readonly [number, ...unknown[]]>(of: readonly T[]) =>
            of.filter(([ms]) => starts.has(ms))
          expect(seen.history).toEqual(truth.history)
          expect(seen.tenantsMatching).toBe(truth.tenantsMatching)
          expect(seen.tenants).toHaveLength(Math.min(query.top, truth.tenantsMatching))
          expect(whole(seen.windows)).toEqual(whole(truth.windows))
          const byTenant = new Map(truth.tenants)
          for (const [tenant, ofTenant] of seen.tenants) expect(whole(ofTenant)).toEqual(whole(byTenant.get(tenant)!))
          cells += starts.size
        })
      }),
      { numRuns: 40 },
    )
    expect(cells).toBeGreaterThan(300)
  })
})
