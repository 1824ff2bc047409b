import { copyButton } from '../dom/copy-button.ts'
import { byId, within } from '../dom/find.ts'
import { keyedList, type Shown } from '../dom/keyed-list.ts'
import { make } from '../dom/make.ts'
import { putText } from '../dom/put.ts'
import { tableRows } from '../dom/table-rows.ts'
import { valuesIn } from '../dom/values.ts'
import { letters, letterTenantRows, reasonRows, type ShownLetter, shownLetter } from '../model/letters.ts'
import type { Panel } from './panel.ts'

/** Dead letters: why, whose, and the last ones with the command that shows each. */
export const lettersPanel = (): Panel => {
  const root = byId('letters')
  const show = valuesIn(root)
  const reasons = tableRows(root, 'reasons')
  const tenants = tableRows(root, 'letter-tenants')
  const last = keyedList(byId('last-letters'), ({ key }: ShownLetter) => key, newLetter)
  const empty = within(root, '[data-empty="last-letters"]')
  return ({ status: { deadLetters, pipeline } }, clock) => {
    show(letters(deadLetters))
    reasons(reasonRows(deadLetters))
    tenants(letterTenantRows(deadLetters))
    last(deadLetters.last.map((letter) => shownLetter(letter, pipeline, clock)))
    empty.hidden = deadLetters.last.length > 0
  }
}

const newLetter = ({ key, command, place, reason, tenant, error }: ShownLetter): Shown<ShownLetter> => {
  const [when, code] = [make('span', 'muted when'), make('code', '', command)]
  const whose = tenant === null ? make('span', 'muted', 'no tenant readable') : make('bdi', 'name', tenant)
  const element = make(
    'li',
    '',
    make('div', 'letter-head', make('strong', '', reason), whose, when),
    make('p', '', make('bdi', '', error)),
    make('p', 'muted small', place),
    make('div', 'command', code, copyButton(code, `the command that shows the record at ${place}`)),
  )
  element.dataset.key = key
  return {
    element,
    update: (letter) => {
      putText(when, letter.ago)
      if (when.title !== letter.when) when.title = letter.when
    },
  }
}
