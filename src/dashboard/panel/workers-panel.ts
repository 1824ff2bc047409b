import { byId } from '../dom/find.ts'
import { tableRows } from '../dom/table-rows.ts'
import { workerRows } from '../model/worker-rows.ts'
import type { Panel } from './panel.ts'

/** The workers of this run. */
export const workersPanel = (): Panel => {
  const rows = tableRows(byId('workers'), 'workers')
  return ({ status }) => rows(workerRows(status))
}
