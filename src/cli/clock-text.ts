import { type ClockError, type ClockReport, worstClocks } from '../time/clock-report.ts'
import { plainText } from './plain-text.ts'
import { grouped } from './progress.ts'
import { table } from './table.ts'

const MOST_IN_TEXT = 10

/** A table of the worst 10 and a line for the others; null where every clock was right. */
export const clocksText = (report: ClockReport): string | null => {
  const { tenants, others } = worstClocks(report, MOST_IN_TEXT)
  if (tenants.size === 0) return null
  const rows = [...tenants].map(([tenant, { aheadMs, rejected, behindMs, late }]) => [
    plainText(tenant, 24),
    spanText(aheadMs),
    grouped(rejected),
    spanText(behindMs),
    grouped(late),
  ])
  const lines = ['Clocks that were off', table(['tenant', 'ahead by', 'rejected', 'behind by', 'late'], rows)]
  return [...lines, ...(others === null ? [] : [othersText(others, report)])].join('\n')
}

/** `2 ahead, 5 late`: so many tenants; null where every clock was right. */
export const clocksInShort = ({ tenants }: ClockReport): string | null => {
  let [ahead, late] = [0, 0]
  for (const error of tenants.values()) {
    if (error.aheadMs > 0 || error.rejected > 0) ahead++
    if (error.late > 0) late++
  }
  const counts = [...(ahead > 0 ? [`${grouped(ahead)} ahead`] : []), ...(late > 0 ? [`${grouped(late)} late`] : [])]
  return counts.length === 0 ? null : counts.join(', ')
}

const othersText = ({ aheadMs, rejected, behindMs, late }: ClockError, report: ClockReport): string => {
  const more = `${report.others === null ? '' : 'over '}${grouped(report.tenants.size - MOST_IN_TEXT)} more`
  const [ahead, behind] = [spanText(aheadMs), spanText(behindMs)]
  return `  and ${more}: ahead by up to ${ahead}, ${grouped(rejected)} rejected, behind by up to ${behind}, ${grouped(late)} late`
}

const YEAR_MS = 31_557_600_000
const UNITS = [
  ['years', YEAR_MS],
  ['days', 86_400_000],
  ['h', 3_600_000],
  ['min', 60_000],
  ['s', 1_000],
] as const
const MOST_YEARS = 1_000_000

/** `0`, `850 ms`, `2.5 s`, `90 min`, `7,973.1 years`: in the greatest unit of which it has two, seconds at the latest from one on. */
export const spanText = (ms: number): string => {
  if (ms > MOST_YEARS * YEAR_MS) return `over ${grouped(MOST_YEARS)} years`
  const [unit, unitMs] = UNITS.find(([, unitMs]) => ms >= 2 * unitMs || (unitMs === 1_000 && ms >= 1_000)) ?? ['ms', 1]
  return ms === 0 ? '0' : `${grouped(Math.round((ms / unitMs) * 10) / 10)} ${unit}`
}
