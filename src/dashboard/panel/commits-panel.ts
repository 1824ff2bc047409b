import { byId } from '../dom/find.ts'
import { tableRows } from '../dom/table-rows.ts'
import { valuesIn } from '../dom/values.ts'
import { commitRows, commits } from '../model/commits.ts'
import type { Panel } from './panel.ts'

/** The last commits. */
export const commitsPanel = (): Panel => {
  const root = byId('commits')
  const show = valuesIn(root)
  const rows = tableRows(root, 'commits')
  return ({ status }, clock) => {
    show(commits(status, clock))
    rows(commitRows(status, clock))
  }
}
