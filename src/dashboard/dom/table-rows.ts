import type { Cell, Row } from '../model/row.ts'
import { keyedList, type Shown } from './keyed-list.ts'
import { make } from './make.ts'
import { putData, putValue } from './put.ts'

/** Shows rows in the `tbody` that page.html names with `data-rows`, and the words of `data-empty` in place of a table without any. */
export const tableRows = (root: HTMLElement, name: string): ((rows: readonly Row[]) => void) => {
  const body = root.querySelector<HTMLElement>(`[data-rows="${name}"]`)
  const empty = root.querySelector<HTMLElement>(`[data-empty="${name}"]`)
  const table = body?.closest('table')
  if (body === null || table == null) throw new Error(`the page has no rows for ${name}`)
  const show = keyedList(body, ({ key }: Row) => key, newRow)
  return (rows) => {
    show(rows)
    table.hidden = rows.length === 0
    if (empty !== null) empty.hidden = rows.length > 0
  }
}

const newRow = ({ key, cells }: Row): Shown<Row> => {
  const element = make('tr')
  element.dataset.key = key
  const places = cells.map((cell, i) => newCell(cell, i === 0))
  element.append(...places.map(({ cell }) => cell))
  return {
    element,
    update: (row) => {
      putData(element, 'tone', row.tone)
      row.cells.forEach((cell, i) => {
        putValue(places[i]!.text, cell)
      })
    },
  }
}

const newCell = ({ column, kind }: Cell, isFirst: boolean) => {
  const cell = make(isFirst ? 'th' : 'td', kind === 'name' ? 'words' : kind)
  if (isFirst) cell.setAttribute('scope', 'row')
  const text = kind === 'name' ? make('bdi', 'name') : cell
  if (text !== cell) cell.append(text)
  text.dataset.column = column
  return { cell, text }
}
