import { byId } from '../dom/find.ts'
import { tableRows } from '../dom/table-rows.ts'
import { valuesIn } from '../dom/values.ts'
import { clockRows, corrections } from '../model/corrections.ts'
import type { Panel } from './panel.ts'

/** What came late, and whose clocks were off. */
export const correctionsPanel = (): Panel => {
  const root = byId('corrections')
  const show = valuesIn(root)
  const clocks = tableRows(root, 'clocks')
  return ({ status }) => {
    show(corrections(status))
    clocks(clockRows(status))
  }
}
