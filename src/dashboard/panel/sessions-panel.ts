import { byId } from '../dom/find.ts'
import { keyedList, type Shown } from '../dom/keyed-list.ts'
import { make } from '../dom/make.ts'
import { putData, putText } from '../dom/put.ts'
import { tableRows } from '../dom/table-rows.ts'
import { valuesIn } from '../dom/values.ts'
import { grouped } from '../model/numbers.ts'
import { type DurationBar, durationBars, outcomeRows, sessions } from '../model/sessions.ts'
import type { Panel } from './panel.ts'

/** Sessions: open, completed, how long they took, and which found no partner. */
export const sessionsPanel = (): Panel => {
  const root = byId('sessions')
  const show = valuesIn(root)
  const bars = keyedList(byId('durations'), ({ label }: DurationBar) => label, newBar)
  const outcomes = tableRows(root, 'outcomes')
  return ({ status }) => {
    show(sessions(status.sessions))
    bars(durationBars(status.sessions.durations))
    outcomes(outcomeRows(status.sessions))
  }
}

const newBar = ({ label }: DurationBar): Shown<DurationBar> => {
  const [head, bar, number] = [make('th', '', label), make('i'), make('td', 'number')]
  head.scope = 'row'
  return {
    element: make('tr', '', head, make('td', 'bar', bar), number),
    update: ({ sessions, length }) => {
      putText(number, grouped(sessions))
      putData(number, 'value', String(sessions))
      const width = `${(length * 100).toFixed(1)}%`
      if (bar.style.width !== width) bar.style.width = width
    },
  }
}
