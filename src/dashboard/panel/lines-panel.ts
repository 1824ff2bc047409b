import { byId, within } from '../dom/find.ts'
import { keyedList, type Shown } from '../dom/keyed-list.ts'
import { lineChart } from '../dom/line-chart.ts'
import { make } from '../dom/make.ts'
import { putData, putText } from '../dom/put.ts'
import { valuesIn } from '../dom/values.ts'
import { historyLines } from '../model/history-lines.ts'
import { lineSummary } from '../model/line-summary.ts'
import { nameText } from '../model/names.ts'
import { counted, grouped } from '../model/numbers.ts'
import { type Clock, timeText } from '../model/times.ts'
import { words } from '../model/value.ts'
import type { ChartPanel } from './panel.ts'

/** Colours that the colour-blind can tell apart; types behind the seventh get them again, dashed. */
const COLOURS = ['--line-1', '--line-2', '--line-3', '--line-4', '--line-5', '--line-6', '--line-7']

interface Key {
  readonly type: string
  readonly last: number
  readonly place: number
}

/** Closed windows of the last minutes by type: of all tenants that match, or of the one that was chosen. */
export const linesPanel = (): ChartPanel => {
  const root = byId('lines')
  const show = valuesIn(root)
  const summary = within(root, '[data-summary="history"]')
  const keys = keyedList(byId('keys'), ({ type }: Key) => type, newKey)
  let clock: Clock = { nowMs: 0, zone: 'utc' }
  const chart = lineChart(within(root, '[data-chart="history"]'), {
    height: 200,
    colours: COLOURS,
    dashedFrom: COLOURS.length,
    axes: true,
    valueText: grouped,
    timeText: (ms) => timeText(ms, clock),
  })
  return {
    show: ({ windows, status }, now) => {
      clock = now
      const { startMs, lines } = historyLines(windows.history, status.pipeline.windowStepMs)
      const types = [
        ...windows.types.map(nameText),
        ...(windows.otherTypes > 0 ? [counted(windows.otherTypes, 'other type')] : []),
      ]
      const { tenant, search } = windows.query
      show({
        'lines-title': words(
          `Closed windows of the last minutes${tenant !== null ? ' of' : search === '' ? '' : ', all tenants found'}`,
        ),
        'lines-tenant': words(tenant === null ? '' : nameText(tenant)),
      })
      chart.show(startMs, lines)
      keys(types.map((type, place) => ({ type, place, last: windows.history.occurrences[place]?.at(-1) ?? 0 })))
      putText(summary, types.map((type, i) => lineSummary(type, startMs, lines[i] ?? [], grouped)).join(' '))
    },
    redraw: chart.redraw,
  }
}

const newKey = ({ type }: Key): Shown<Key> => {
  const [swatch, last] = [make('i'), make('span', 'number')]
  const name = make('bdi', 'name', type)
  name.title = type
  return {
    element: make('li', '', swatch, name, last),
    update: (key) => {
      putData(swatch, 'line', String((key.place % COLOURS.length) + 1))
      putData(swatch, 'dashed', key.place >= COLOURS.length ? 'yes' : undefined)
      putText(last, grouped(key.last))
      putData(last, 'value', String(key.last))
    },
  }
}
