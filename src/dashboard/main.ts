import type { LiveView } from '../live/windows-view.ts'
import { announcer } from './announcer.ts'
import { byId } from './dom/find.ts'
import type { Clock } from './model/times.ts'
import { chosenWindow, type ShownWindow, shownWindows } from './model/window-state.ts'
import { commitsPanel } from './panel/commits-panel.ts'
import { connectionPanel } from './panel/connection-panel.ts'
import { controls } from './panel/controls.ts'
import { correctionsPanel } from './panel/corrections-panel.ts'
import { healthPanel } from './panel/health-panel.ts'
import { identityPanel } from './panel/identity-panel.ts'
import { lettersPanel } from './panel/letters-panel.ts'
import { linesPanel } from './panel/lines-panel.ts'
import { loadPanel } from './panel/load-panel.ts'
import type { Panel } from './panel/panel.ts'
import { partitionsPanel } from './panel/partitions-panel.ts'
import { queryForm } from './panel/query-form.ts'
import { recoveryPanel } from './panel/recovery-panel.ts'
import { sessionsPanel } from './panel/sessions-panel.ts'
import { whyPanel } from './panel/why-panel.ts'
import { windowsPanel } from './panel/windows-panel.ts'
import { workersPanel } from './panel/workers-panel.ts'
import { viewStream } from './view-stream.ts'

/** The dashboard: one view after the other, shown by every panel. The last view is all that it keeps, but for five minutes of three lines. */
let view: LiveView | null = null
let windows: readonly ShownWindow[] = []
let chosen: ShownWindow | null = null
/** The start of the window that somebody chose; null follows the one that closes next. */
let chosenStartMs: number | null = null

const { sayHealth, sayConnection } = announcer()
const follow = byId('follow')
const load = loadPanel()
const lines = linesPanel()

const show = () => {
  if (view === null) return
  const clock: Clock = { nowMs: view.status.atMs, zone: preferences().zone }
  windows = shownWindows(view.windows.windows, view.status)
  chosen = chosenWindow(windows, chosenStartMs)
  // A window that is not listed any more is not waited for.
  if (chosen?.window.startMs !== chosenStartMs) chosenStartMs = null
  follow.setAttribute('aria-pressed', String(chosenStartMs === null))
  for (const panel of panels) panel(view, clock)
}
const chooseWindow = (startMs: number | null) => {
  chosenStartMs = startMs
  show()
}
const { preferences } = controls(() => {
  load.redraw()
  lines.redraw()
  show()
})
const form = queryForm((query) => stream.ask(query))
const panels: readonly Panel[] = [
  identityPanel(),
  healthPanel(sayHealth),
  load.show,
  windowsPanel({ windows: () => windows, chosen: () => chosen, chooseWindow, chooseTenant: form.chooseTenant }),
  whyPanel(() => chosen),
  lines.show,
  partitionsPanel(),
  sessionsPanel(),
  lettersPanel(),
  correctionsPanel(),
  commitsPanel(),
  recoveryPanel(),
  workersPanel(),
]
const stream = viewStream(form.query(), (next) => {
  // Another version of the program may speak otherwise than this page.
  if (view !== null && view.status.pipeline.build !== next.status.pipeline.build) location.reload()
  view = next
  show()
  connection(stream.connection())
})
const connection = connectionPanel(sayConnection)

// What moves in itself has to be moved by the keyboard, too.
for (const region of document.querySelectorAll<HTMLElement>('.scroll')) region.tabIndex = 0
follow.addEventListener('click', () => chooseWindow(null))
connection(stream.connection())
setInterval(() => connection(stream.connection()), 500)
