import { byId } from '../dom/find.ts'
import { valuesIn } from '../dom/values.ts'
import { identity } from '../model/identity.ts'
import type { Panel } from './panel.ts'

/** Which pipeline this is. */
export const identityPanel = (): Panel => {
  const show = valuesIn(byId('top'))
  return ({ status }) => show(identity(status))
}
