import { byId } from '../dom/find.ts'
import { valuesIn } from '../dom/values.ts'
import { words } from '../model/value.ts'
import { ruleText, whyText, windowReasons } from '../model/window-reasons.ts'
import type { ShownWindow } from '../model/window-state.ts'
import type { Panel } from './panel.ts'
import { reasonList } from './reason-list.ts'

/** Why the chosen window is open, by partition and in words. */
export const whyPanel = (chosen: () => ShownWindow | null): Panel => {
  const show = valuesIn(byId('why'))
  const reasons = reasonList(byId('reasons'))
  const title = byId('why-title')
  return ({ status }, clock) => {
    const shown = chosen()
    title.textContent = shown === null || shown.isOpen ? 'Why is this window open?' : 'Why is this window closed?'
    show({
      why: words(shown === null ? 'There is no window yet.' : whyText(shown, clock)),
      'why-rule': words(ruleText(status.pipeline)),
    })
    reasons(
      (shown === null ? [] : windowReasons(shown, status, clock)).map((reason) => ({
        ...reason,
        key: String(reason.partition),
        headline: `Partition ${reason.partition}: ${reason.headline}`,
      })),
    )
  }
}
