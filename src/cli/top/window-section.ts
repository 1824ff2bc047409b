import type { LiveView, WindowsView, WindowView } from '../../live/windows-view.ts'
import { grouped } from '../progress.ts'
import { clockText, spanText } from './amounts.ts'
import { type Cell, type GridColumn, gridLines } from './grid.ts'
import { line, piece, type Tone } from './line.ts'
import { slowestWatermark } from './rate-lines.ts'
import type { Section } from './section.ts'
import { shownName } from './shown-text.ts'

const MOST_TENANT = 24
const MOST_TYPE = 14
const HEAT: readonly Tone[] = ['heat1', 'heat2', 'heat3', 'heat4']

/** Tenants and types of the window that closes next, the hotter the more; of the last one where none is open. */
export const windowSection = ({ status, windows }: LiveView): Section => {
  const watermarkMs = slowestWatermark(status.partitions)
  const window = closingNext(windows.windows, watermarkMs, status.pipeline.windowSizeMs)
  const asked = askedText(windows)
  if (window === null)
    return {
      heading: [piece('WINDOW', 'bold'), piece(asked)],
      lines: [line(`  no window${asked === '' ? ' yet' : ' has such a tenant'}`, 'dim')],
    }
  const endMs = window.startMs + status.pipeline.windowSizeMs
  const isClosed = watermarkMs !== null && watermarkMs >= endMs
  const closing = isClosed
    ? 'closed'
    : watermarkMs === null
      ? 'open'
      : `open, the watermark has ${spanText(endMs - watermarkMs)} to go`
  return {
    heading: [
      piece('WINDOW', 'bold'),
      piece(` ${clockText(window.startMs, status.atMs)} to ${clockText(endMs, status.atMs)}`),
      piece(`  ${closing}  ${grouped(window.occurrences)} events, ${tenantsText(windows)}${asked}`),
      ...(windows.isPartial ? [piece('  INCOMPLETE: too much to look at', 'warn')] : []),
    ],
    lines: heatLines(windows, window),
  }
}

/** The first that is not closed in every partition (T3). */
const closingNext = (windows: readonly WindowView[], watermarkMs: number | null, sizeMs: number): WindowView | null =>
  windows.find(({ startMs }) => watermarkMs === null || watermarkMs < startMs + sizeMs) ?? windows.at(-1) ?? null

const askedText = ({ query }: WindowsView): string => {
  if (query.tenant !== null) return `  tenant ${shownName(query.tenant)}`
  return query.search === '' ? '' : `  with "${shownName(query.search)}"`
}

const tenantsText = ({ tenants, tenantsMatching }: WindowsView): string =>
  tenants.length < tenantsMatching
    ? `the first ${tenants.length} of ${grouped(tenantsMatching)} tenants`
    : `${grouped(tenantsMatching)} tenant${tenantsMatching === 1 ? '' : 's'}`

const heatLines = ({ tenants, types, otherTypes }: WindowsView, { cells }: WindowView): Section['lines'] => {
  const titles = [...types.map(shownName), ...(otherTypes === 0 ? [] : [`+${grouped(otherTypes)} types`])]
  const columns: GridColumn[] = [
    { title: 'tenant', isNumber: false, most: MOST_TENANT },
    { title: 'all', isNumber: true },
    ...titles.map((title) => ({ title, isNumber: true, most: MOST_TYPE })),
  ]
  const hottest = Math.max(1, ...cells.flat())
  const rows = tenants.map((tenant, i): Cell[] => {
    const counts = titles.map((_, j) => cells[i]?.[j] ?? 0)
    const all = counts.reduce((sum, n) => sum + n, 0)
    return [
      { text: shownName(tenant) },
      { text: grouped(all) },
      ...counts.map((n) => ({ text: n === 0 ? '·' : grouped(n), tone: heatOf(n, hottest) })),
    ]
  })
  return gridLines(columns, rows)
}

/** By the root: one tenant with most of the events would leave the others without any heat. */
const heatOf = (n: number, hottest: number): Tone =>
  HEAT[Math.min(HEAT.length - 1, Math.floor(Math.sqrt(Math.max(0, n) / hottest) * HEAT.length))] ?? 'heat1'
