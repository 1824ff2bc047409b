import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ahead } from '../../src/event/ahead.ts'
import {
  addAhead,
  addLate,
  type ClockError,
  type ClockReport,
  gatheredClocks,
  MOST_KEPT,
  mergeClocks,
  NO_CLOCKS,
  worstClocks,
} from '../../src/time/clock-report.ts'
import { eventAt, tenantId } from '../support/events.ts'

/** Something that is wrong with a tenant's clock: `ms` ahead, accepted or rejected, or `ms` behind and late. */
interface Fault {
  readonly tenant: string
  readonly what: 'ahead' | 'rejected' | 'late'
  readonly ms: number
}
const reportOf = (faults: readonly Fault[]): ClockReport => {
  const report = gatheredClocks()
  for (const { tenant, what, ms } of faults) {
    if (what === 'late') addLate(report, tenantId(tenant), ms)
    else addAhead(report, ahead(eventAt(ms, { tenant }), 0, what === 'rejected'))
  }
  return report
}
const late = (tenant: string, ms: number): Fault => ({ tenant, what: 'late', ms })

/** What is true of some faults together, from their definition. */
const truthOf = (faults: readonly Fault[]): ClockError => {
  const most = (ofThese: readonly Fault[]) => Math.max(0, ...ofThese.map(({ ms }) => ms))
  const isLate = ({ what }: Fault) => what === 'late'
  return {
    aheadMs: most(faults.filter((fault) => !isLate(fault))),
    rejected: faults.filter(({ what }) => what === 'rejected').length,
    behindMs: most(faults.filter(isLate)),
    late: faults.filter(isLate).length,
  }
}
const totalOf = ({ tenants, others }: ClockReport): ClockError => {
  const all = [...tenants.values(), ...(others === null ? [] : [others])]
  return {
    aheadMs: Math.max(0, ...all.map(({ aheadMs }) => aheadMs)),
    rejected: all.reduce((sum, { rejected }) => sum + rejected, 0),
    behindMs: Math.max(0, ...all.map(({ behindMs }) => behindMs)),
    late: all.reduce((sum, { late }) => sum + late, 0),
  }
}

const faultsOf = (tenants: number, most: number): fc.Arbitrary<Fault[]> =>
  fc.array(
    fc.record({
      tenant: fc.nat(tenants - 1).map((n) => `t${n}`),
      what: fc.constantFrom('ahead', 'rejected', 'late'),
      ms: fc.oneof(fc.nat(5_000), fc.constant(250_000_000_000_000), fc.constant(1e303)),
    }),
    { maxLength: most, size: 'max' },
  )

describe('a clock report', () => {
  it('says of each tenant the most and the sums', () => {
    fc.assert(
      fc.property(faultsOf(5, 40), (faults) => {
        const { tenants, others } = reportOf(faults)
        expect(others).toBeNull()
        expect(new Set(tenants.keys())).toEqual(new Set(faults.map(({ tenant }) => tenant)))
        for (const [tenant, error] of tenants)
          expect(error).toEqual(truthOf(faults.filter((fault) => fault.tenant === tenant)))
      }),
    )
  })

  it('is the same in whatever order and in however many parts it came, as long as there is room', () => {
    const inOrder = fc.tuple(faultsOf(20, 60), fc.nat(60)).chain(([faults, cut]) =>
      fc.record({
        faults: fc.constant(faults),
        shuffled: fc.shuffledSubarray(faults, { minLength: faults.length }),
        cut: fc.constant(cut),
      }),
    )
    fc.assert(
      fc.property(inOrder, ({ faults, shuffled, cut }) => {
        const merged = mergeClocks(reportOf(shuffled.slice(0, cut)), reportOf(shuffled.slice(cut)))
        expect(worstClocks(merged, 100)).toEqual(worstClocks(reportOf(faults), 100))
      }),
    )
  })

  it('keeps no more tenants than there is room for, and its totals exact, against a flood of names', () => {
    fc.assert(
      fc.property(faultsOf(100_000, 9_000), fc.nat(9_000), (faults, cut) => {
        const merged = mergeClocks(reportOf(faults.slice(0, cut)), reportOf(faults.slice(cut)))
        for (const report of [reportOf(faults), merged, worstClocks(merged, 10)]) {
          expect(report.tenants.size).toBeLessThanOrEqual(2 * MOST_KEPT)
          expect(totalOf(report)).toEqual(truthOf(faults))
        }
      }),
      { numRuns: 25, endOnFailure: true }, // thousands of faults: to shrink them would take minutes
    )
  })

  it('does not lose a tenant that is wrong again and again among a million that are wrong once', () => {
    const report = gatheredClocks()
    for (let n = 0; n < 1_000_000; n++) {
      addLate(report, tenantId(`once${n}`), 9e9)
      if (n % 300 === 0) addLate(report, tenantId('again'), 1)
    }
    expect(report.tenants.get(tenantId('again'))).toEqual({ aheadMs: 0, rejected: 0, behindMs: 1, late: 3_334 })
    expect(report.tenants.size).toBeLessThanOrEqual(2 * MOST_KEPT)
  })

  it('puts those first who came to most, then those who are furthest off, ahead or behind', () => {
    const report = reportOf([
      late('near', 1),
      late('twice', 1),
      late('twice', 1),
      { tenant: 'far', what: 'ahead', ms: 9 },
      late('b', 5),
      late('a', 5),
      { tenant: 'c', what: 'rejected', ms: 9 },
    ])
    expect([...worstClocks(report, 10).tenants.keys()]).toEqual(['twice', 'c', 'a', 'b', 'near', 'far'])
    const { tenants, others } = worstClocks(report, 2)
    expect([...tenants.keys()]).toEqual(['twice', 'c'])
    expect(others).toEqual({ aheadMs: 9, rejected: 0, behindMs: 5, late: 3 })
  })

  it('is not changed by what is made of it', () => {
    const [a, b] = [reportOf([late('a', 1), late('b', 1)]), reportOf([late('a', 7)])]
    const before = structuredClone([a, b])
    mergeClocks(a, b)
    worstClocks(a, 1)
    expect(mergeClocks(a, NO_CLOCKS)).toBe(a)
    expect([a, b]).toEqual(before)
    expect(NO_CLOCKS).toEqual({ tenants: new Map(), others: null })
  })

  it('shares nothing with the reports that it was merged from, which may go on', () => {
    const [a, b] = [gatheredClocks(), gatheredClocks()]
    addLate(a, tenantId('a'), 1)
    addLate(b, tenantId('b'), 1)
    const merged = mergeClocks(a, b)
    addLate(a, tenantId('a'), 1)
    addLate(b, tenantId('b'), 1)
    expect([...merged.tenants.values()].map(({ late }) => late)).toEqual([1, 1])
  })
})
