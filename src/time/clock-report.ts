import type { Ahead } from '../event/ahead.ts'
import type { TenantId } from '../event/event.ts'

/** How far the clock of a tenant was off, and what came of it. */
export interface ClockError {
  /** The most that an event's time lay ahead of its record's own timestamp, rejected ones too (E3). */
  readonly aheadMs: number
  /** Events rejected as `future_timestamp`. */
  readonly rejected: number
  /** The most that a late event lay behind stream time: with that much grace none would have been late (T1), but for T10. */
  readonly behindMs: number
  /** Events that missed a window or more (T6). */
  readonly late: number
}

/** The tenants whose clocks were off; `others` are those that there was no room for, together. Who is on time is not in it. */
export interface ClockReport {
  readonly tenants: ReadonlyMap<TenantId, ClockError>
  readonly others: ClockError | null
}

/** A report that is still being written, in place. */
export interface GatheredClocks extends ClockReport {
  readonly tenants: Map<TenantId, MutableError>
  others: ClockError | null
}
type MutableError = { -readonly [Field in keyof ClockError]: ClockError[Field] }

/** As many are kept when there is no room for more; twice as many are room, so that sorting them out costs little an event. */
export const MOST_KEPT = 1_000

export const gatheredClocks = (): GatheredClocks => ({ tenants: new Map(), others: null })

export const NO_CLOCKS: ClockReport = gatheredClocks()

export const addAhead = (report: GatheredClocks, { tenant, aheadMs, isRejected }: Ahead): void => {
  const error = errorOf(report, tenant)
  if (aheadMs > error.aheadMs) error.aheadMs = aheadMs
  if (isRejected) error.rejected++
}

export const addLate = (report: GatheredClocks, tenant: TenantId, behindMs: number): void => {
  const error = errorOf(report, tenant)
  if (behindMs > error.behindMs) error.behindMs = behindMs
  error.late++
}

/** Two reports together. Sums and maxima over all tenants stay exact, whoever is kept. */
export const mergeClocks = (a: ClockReport, b: ClockReport): ClockReport => {
  if (b.tenants.size === 0 && b.others === null) return a
  const merged = copyOf(a)
  for (const [tenant, error] of b.tenants) merged.tenants.set(tenant, { ...sumOf(merged.tenants.get(tenant), error) })
  if (b.others !== null) merged.others = sumOf(merged.others, b.others)
  if (merged.tenants.size > 2 * MOST_KEPT) keepWorst(merged, MOST_KEPT)
  return merged
}

/** The report with no more than the worst few, the worst first, and all the others together. */
export const worstClocks = (report: ClockReport, most: number): ClockReport => {
  const worst = copyOf(report)
  keepWorst(worst, most)
  return worst
}

const errorOf = (report: GatheredClocks, tenant: TenantId): MutableError => {
  const known = report.tenants.get(tenant)
  if (known !== undefined) return known
  if (report.tenants.size >= 2 * MOST_KEPT) keepWorst(report, MOST_KEPT)
  const error = { aheadMs: 0, rejected: 0, behindMs: 0, late: 0 }
  report.tenants.set(tenant, error)
  return error
}

const copyOf = ({ tenants, others }: ClockReport): GatheredClocks => ({
  tenants: new Map([...tenants].map(([tenant, error]) => [tenant, { ...error }])),
  others,
})

const sumOf = (a: ClockError | null | undefined, b: ClockError): ClockError =>
  a == null
    ? b
    : {
        aheadMs: Math.max(a.aheadMs, b.aheadMs),
        rejected: a.rejected + b.rejected,
        behindMs: Math.max(a.behindMs, b.behindMs),
        late: a.late + b.late,
      }

type Entry = readonly [tenant: TenantId, error: MutableError]

/** By what it came to, then by how far the clock is off; by name at last, so that the order is one. */
const worstFirst = ([tenantA, a]: Entry, [tenantB, b]: Entry): number =>
  b.rejected + b.late - (a.rejected + a.late) ||
  Math.max(b.aheadMs, b.behindMs) - Math.max(a.aheadMs, a.behindMs) ||
  (tenantA < tenantB ? -1 : 1)

const keepWorst = (report: GatheredClocks, most: number): void => {
  const entries = [...report.tenants].sort(worstFirst)
  report.tenants.clear()
  entries.forEach(([tenant, error], i) => {
    if (i < most) report.tenants.set(tenant, error)
    else report.others = sumOf(report.others, error)
  })
}
