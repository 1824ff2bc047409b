import { byId } from '../dom/find.ts'
import { tableRows } from '../dom/table-rows.ts'
import { partitionRows } from '../model/partition-rows.ts'
import type { Panel } from './panel.ts'

/** Where each partition stands. */
export const partitionsPanel = (): Panel => {
  const rows = tableRows(byId('partitions'), 'partitions')
  return ({ status }, clock) => rows(partitionRows(status, clock))
}
