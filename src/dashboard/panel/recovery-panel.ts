import { byId, within } from '../dom/find.ts'
import { valuesIn } from '../dom/values.ts'
import { recoveryFigures, shownRecoveries } from '../model/recoveries.ts'
import type { Panel } from './panel.ts'
import { reasonList } from './reason-list.ts'

/** What taking each partition found. */
export const recoveryPanel = (): Panel => {
  const root = byId('recovery')
  const show = valuesIn(root)
  const list = reasonList(byId('recoveries'))
  const empty = within(root, '[data-empty="recoveries"]')
  return ({ status }, clock) => {
    show(recoveryFigures(status))
    list(shownRecoveries(status, clock))
    empty.hidden = status.recoveries.length > 0
  }
}
