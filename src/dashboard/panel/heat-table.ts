import { byId } from '../dom/find.ts'
import { gridKeys, keepTabStop } from '../dom/grid-keys.ts'
import { keyedList, type Shown } from '../dom/keyed-list.ts'
import { make } from '../dom/make.ts'
import { putAttribute, putData, putText } from '../dom/put.ts'
import type { HeatMap, HeatRow } from '../model/heat-map.ts'
import { nameText } from '../model/names.ts'
import { grouped } from '../model/numbers.ts'

/** Tenants and types as a table in colours; a click or Enter on a row asks for its tenant alone. */
export const heatTable = (choose: (tenant: string) => void) => {
  const [table, head, body, empty] = [byId('heat'), byId('heat-types'), byId('heat-rows'), byId('heat-empty')]
  const rows = keyedList(body, ({ tenant }: HeatRow) => tenant, newRow)
  const heads = keyedList(head, ({ key }: Heading) => key, newHeading)
  const open = (row: HTMLElement) => choose(row.dataset.tenant!)
  gridKeys(body, open)
  body.addEventListener('click', ({ target }) => {
    const row = (target as HTMLElement).closest('tr')
    if (row !== null) open(row)
  })
  return {
    /** Whether somebody is about to read or choose something in it: then nothing is put elsewhere. */
    isInUse: () => table.matches(':hover') || table.contains(document.activeElement),
    show: (map: HeatMap): void => {
      heads(headingsOf(map))
      rows(map.rows)
      keepTabStop(body)
      table.hidden = map.empty !== null
      empty.hidden = map.empty === null
      putText(empty, map.empty ?? '')
    },
  }
}

interface Heading {
  readonly key: string
  readonly text: string
  readonly hint: string
}

const headingsOf = ({ types, otherTypes }: HeatMap): readonly Heading[] => [
  { key: 'tenant', text: 'Tenant', hint: '' },
  ...types.map((type) => ({ key: `type ${type}`, text: nameText(type), hint: type })),
  ...(otherTypes === null ? [] : [{ key: 'others', text: otherTypes, hint: '' }]),
]

const newHeading = ({ hint }: Heading): Shown<Heading> => {
  const text = make('bdi', 'name')
  const element = make('th', '', text)
  element.scope = 'col'
  if (hint !== '') element.title = hint
  return { element, update: (heading) => putText(text, heading.text) }
}

const newRow = ({ tenant }: HeatRow): Shown<HeatRow> => {
  const head = make('th', '', make('bdi', 'name', nameText(tenant)))
  head.scope = 'row'
  head.tabIndex = -1
  head.title = tenant
  const element = make('tr', '', head)
  element.dataset.tenant = tenant
  return {
    element,
    update: ({ cells }) => {
      while (element.children.length > cells.length + 1) element.lastElementChild!.remove()
      while (element.children.length < cells.length + 1) element.append(newCell())
      let cell = head.nextElementSibling as HTMLElement | null
      for (const { occurrences, level } of cells) {
        putText(cell!, occurrences === 0 ? '' : grouped(occurrences))
        putData(cell!, 'value', String(occurrences))
        putData(cell!, 'heat', String(level))
        cell = cell!.nextElementSibling as HTMLElement | null
      }
    },
  }
}

const newCell = (): HTMLElement => {
  const cell = make('td')
  cell.tabIndex = -1
  putAttribute(cell, 'role', 'gridcell')
  return cell
}
