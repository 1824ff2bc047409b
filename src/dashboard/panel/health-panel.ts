import { byId } from '../dom/find.ts'
import { keyedList, type Shown } from '../dom/keyed-list.ts'
import { make } from '../dom/make.ts'
import { putData, putText } from '../dom/put.ts'
import { valuesIn } from '../dom/values.ts'
import { health, type ShownProblem } from '../model/health.ts'
import { words } from '../model/value.ts'
import type { Panel } from './panel.ts'

/** Whether somebody has to do something; in the tab's title too, and spoken when it changes. */
export const healthPanel = (say: (text: string) => void): Panel => {
  const root = byId('health')
  const show = valuesIn(root)
  const problems = keyedList(byId('problems'), ({ key }: ShownProblem) => key, newProblem)
  return ({ status }, clock) => {
    const shown = health(status, clock)
    putData(root, 'state', shown.state)
    show({ headline: words(shown.headline), subline: words(shown.subline) })
    problems(shown.problems)
    const title = `${shown.headline} · Tideline`
    if (document.title !== title) document.title = title
    say(shown.announcement)
  }
}

const newProblem = (): Shown<ShownProblem> => {
  const [title, since, message] = [make('strong'), make('span', 'since muted'), make('p')]
  return {
    element: make('li', '', title, since, message),
    update: (problem) => {
      putText(title, problem.title)
      putText(since, problem.since)
      putText(message, problem.message)
      putData(since, 'value', String(problem.sinceMs))
    },
  }
}
