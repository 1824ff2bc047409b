import { type ClockError, type ClockReport, worstClocks } from './clock-report.ts'

/** A report of clocks as JSON. `others` are all that are not in the list, so that the numbers add up. */
export interface ClocksJson {
  readonly tenants: readonly ({ readonly tenant: string } & ClockError)[]
  readonly others: ClockError | null
}

/** No more than the worst few, the worst first. */
export const clocksJson = (report: ClockReport, most: number): ClocksJson => {
  const { tenants, others } = worstClocks(report, most)
  return { tenants: [...tenants].map(([tenant, error]) => ({ tenant, ...error })), others }
}
