import { expect, it } from 'vitest'
import { type ClockReport, NO_CLOCKS } from '../../src/time/clock-report.ts'
import { clocksJson } from '../../src/time/clocks-json.ts'
import { tenantId } from '../support/events.ts'

const HOUR_MS = 3_600_000
const offBy = (late: number) => ({ aheadMs: 0, rejected: 0, behindMs: HOUR_MS, late })
const reportOf = (tenants: number, others: ClockReport['others']): ClockReport => ({
  tenants: new Map(Array.from({ length: tenants }, (_, n) => [tenantId(`t${n + 1}`), offBy(n + 1)])),
  others,
})

it('clocksJson has the worst tenants, whatever they are called, and the others together', () => {
  expect(clocksJson(NO_CLOCKS, 100)).toEqual({ tenants: [], others: null })
  const { tenants, others } = clocksJson(reportOf(102, { aheadMs: 1, rejected: 1, behindMs: 1, late: 1 }), 100)
  expect(tenants).toHaveLength(100)
  expect(tenants[0]).toEqual({ tenant: 't102', ...offBy(102) })
  expect(others).toEqual({ aheadMs: 1, rejected: 1, behindMs: HOUR_MS, late: 4 })
  const proto = { tenants: new Map([[tenantId('__proto__'), offBy(1)]]), others: null }
  expect(JSON.parse(JSON.stringify(clocksJson(proto, 100))).tenants).toEqual([{ tenant: '__proto__', ...offBy(1) }])
})
