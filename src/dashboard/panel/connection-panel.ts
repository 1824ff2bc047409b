import { byId, within } from '../dom/find.ts'
import { make } from '../dom/make.ts'
import { putData, putText } from '../dom/put.ts'
import { type Connection, shownConnection } from '../model/connection-state.ts'

/** Whether what is on the page is of now: in words, and by dimming it where it is not. */
export const connectionPanel = (say: (text: string | null) => void): ((connection: Connection) => void) => {
  const root = byId('connection')
  const text = within(root, '[data-field="connection"]')
  const signIn = make('a', 'sign-in', 'Sign in again')
  signIn.href = '/login'
  return (connection) => {
    const shown = shownConnection(connection, performance.now())
    putData(root, 'state', shown.state)
    putText(text, shown.text)
    putData(document.body, 'fresh', shown.state === 'stale' || shown.state === 'signed-out' ? 'no' : 'yes')
    if (shown.state === 'signed-out') root.append(signIn)
    else signIn.remove()
    say(SPOKEN[shown.state])
  }
}

/** null: what is said of the pipeline's health says enough. */
const SPOKEN = {
  live: null,
  connecting: null,
  stale: 'No news from the pipeline',
  'signed-out': 'Signed out',
} as const
