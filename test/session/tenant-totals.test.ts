import { describe, expect, it } from 'vitest'
import { TenantTotals } from '../../src/session/tenant-totals.ts'
import { tenantId } from '../support/events.ts'

const [a, b] = [tenantId('a'), tenantId('__proto__')]
const namesOf = (totals: TenantTotals, what: 'whole' | 'changes') => totals.save(what).map(({ tenant }) => tenant)

describe('TenantTotals', () => {
  it('adds up sessions by tenant', () => {
    const totals = new TenantTotals([[a, 2, 30]])
    expect(totals.add(a, 12)).toMatchObject({ tenant: 'a', sessions: 3, totalMs: 42 })
    expect(totals.add(b, 1)).toMatchObject({ sessions: 1, totalMs: 1 })
    expect(totals.get(tenantId('c'))).toBeUndefined()
  })

  it('has to save those that changed since the last saving, each once', () => {
    const totals = new TenantTotals([[a, 2, 30]])
    expect(namesOf(totals, 'changes')).toEqual([])
    for (const tenant of [b, a, b]) totals.add(tenant, 1)
    expect(namesOf(totals, 'changes')).toEqual([b, a])
    totals.add(a, 1)
    expect(namesOf(totals, 'changes')).toEqual([a])
    expect(namesOf(totals, 'changes')).toEqual([])
  })

  it('has to save all of them in a whole saving, after which nothing has changed', () => {
    const totals = new TenantTotals([[a, 2, 30]])
    totals.add(b, 1)
    expect(namesOf(totals, 'whole')).toEqual([a, b])
    expect(namesOf(totals, 'changes')).toEqual([])
  })

  it('does not change what it gave to be saved', () => {
    const totals = new TenantTotals()
    totals.add(a, 5)
    const [saved] = totals.save('changes')
    totals.add(a, 5)
    expect(saved).toMatchObject({ sessions: 1, totalMs: 5 })
  })
})
