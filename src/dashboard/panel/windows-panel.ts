import type { WindowsQuery } from '../../live/windows-view.ts'
import { byId } from '../dom/find.ts'
import { valuesIn } from '../dom/values.ts'
import { heatMap } from '../model/heat-map.ts'
import { nameText } from '../model/names.ts'
import { count, grouped } from '../model/numbers.ts'
import { sameQuery } from '../model/query.ts'
import { steadyOrder } from '../model/steady-order.ts'
import { words } from '../model/value.ts'
import { type ShownWindow, stateText } from '../model/window-state.ts'
import { heatTable } from './heat-table.ts'
import type { Panel } from './panel.ts'
import { stripPanel, windowText } from './strip-panel.ts'

/** So often tenants are put in the order of their counts, unless somebody is using the table. */
const SORTED_EVERY_MS = 10_000

export interface WindowsPanelParts {
  readonly windows: () => readonly ShownWindow[]
  readonly chosen: () => ShownWindow | null
  readonly chooseWindow: (startMs: number) => void
  readonly chooseTenant: (tenant: string) => void
}

/** The windows as a heat map of one of them, and the strip that it is chosen from. */
export const windowsPanel = ({ windows, chosen, chooseWindow, chooseTenant }: WindowsPanelParts): Panel => {
  const show = valuesIn(byId('windows'))
  const alone = byId('alone')
  const strip = stripPanel(chooseWindow)
  const table = heatTable(chooseTenant)
  let order: readonly string[] = []
  let sortedAtMs = Number.NEGATIVE_INFINITY
  let query: WindowsQuery | null = null

  return ({ windows: view }, clock) => {
    const isAnother = query === null || !sameQuery(query, view.query)
    const isDue = Math.abs(clock.nowMs - sortedAtMs) >= SORTED_EVERY_MS && !table.isInUse()
    if (isAnother || isDue) {
      order = view.tenants
      sortedAtMs = clock.nowMs
    } else order = steadyOrder(order, view.tenants)
    query = view.query

    const shown = chosen()
    const map = heatMap(view, shown, order)
    strip(windows(), shown, clock)
    table.show(map)
    alone.hidden = view.query.tenant === null
    show({
      window: words(shown === null ? 'No window' : windowText(shown, clock)),
      'window-state': shown === null ? words('') : words(stateText(shown), shown.isOpen ? 'good' : 'quiet'),
      'window-occurrences': count(shown?.window.occurrences ?? 0),
      tenant: words(nameText(view.query.tenant ?? '')),
      listed: { text: map.listed, value: view.tenantsMatching, tone: view.isPartial ? 'warn' : undefined },
      'heat-most': words(grouped(map.most)),
    })
  }
}
