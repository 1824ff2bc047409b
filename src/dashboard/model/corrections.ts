import type { StatusView } from '../../live/status-view.ts'
import { nameText } from './names.ts'
import { count, counted, share } from './numbers.ts'
import { nameCell, numberCell, type Row, wordsCell } from './row.ts'
import { span } from './spans.ts'
import { UNKNOWN, type Value, type Values, words } from './value.ts'

export const corrections = ({ totals }: StatusView): Values => ({
  'late-pairs': count(totals.latePairs),
  'late-share': share(totals.books.correctionPairs, totals.books.heldPairs),
})

type ClockError = NonNullable<StatusView['totals']['clocks']['others']>
const MOST = 20

/** Tenants whose clocks were off, the worst first, and a row for the others. */
export const clockRows = ({ totals }: StatusView): readonly Row[] => {
  const { tenants: list, others } = totals.clocks
  const rows = list.slice(0, MOST).map(({ tenant, ...error }) => ({
    key: `tenant ${tenant}`,
    cells: [nameCell('tenant', nameText(tenant), tenant), ...errorCells(error)],
  }))
  const more = list.length - rows.length
  if (others == null && more === 0) return rows
  const all = [...list.slice(MOST), ...(others == null ? [] : [others])].reduce<ClockError>(sum, NONE)
  const name = others == null ? `${counted(more, 'other')}` : 'all others'
  return [...rows, { key: 'others', cells: [wordsCell('tenant', words(name, 'quiet')), ...errorCells(all)] }]
}

const NONE: ClockError = { aheadMs: 0, rejected: 0, behindMs: 0, late: 0 }

const sum = (a: ClockError, b: ClockError): ClockError => ({
  aheadMs: Math.max(a.aheadMs, b.aheadMs),
  rejected: a.rejected + b.rejected,
  behindMs: Math.max(a.behindMs, b.behindMs),
  late: a.late + b.late,
})

const errorCells = ({ aheadMs, rejected, behindMs, late }: ClockError) => [
  numberCell('ahead', off(aheadMs)),
  numberCell('rejected', count(rejected)),
  numberCell('behind', off(behindMs)),
  numberCell('late', count(late)),
]

const off = (ms: number): Value => (ms === 0 ? { text: UNKNOWN, value: 0 } : span(ms))
