import { byId } from '../dom/find.ts'
import { keyedList, type Shown } from '../dom/keyed-list.ts'
import { make } from '../dom/make.ts'
import { putAttribute, putData, putText } from '../dom/put.ts'
import { counted } from '../model/numbers.ts'
import { type Clock, timeText } from '../model/times.ts'
import { type ShownWindow, stateText } from '../model/window-state.ts'

interface Slot {
  readonly shown: ShownWindow
  readonly isChosen: boolean
  /** Of the fullest window, 0 to 1. */
  readonly height: number
  readonly clock: Clock
}

/** The windows as a strip of bars, one of which is chosen: arrow keys move along it, one bar is in the tab order. */
export const stripPanel = (choose: (startMs: number) => void) => {
  const strip = byId('strip')
  const slots = keyedList(
    strip,
    ({ shown }: Slot) => String(shown.window.startMs),
    ({ shown }) => newSlot(shown, choose),
  )
  strip.addEventListener('keydown', (event) => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0
    const bars = [...strip.children] as HTMLElement[]
    const next = bars[bars.indexOf(event.target as HTMLElement) + step]
    if (step === 0 || next === undefined) return
    next.focus()
    event.preventDefault()
  })
  return (windows: readonly ShownWindow[], chosen: ShownWindow | null, clock: Clock): void => {
    const most = Math.max(1, ...windows.map(({ window }) => window.occurrences))
    slots(
      windows.map((shown) => ({
        shown,
        isChosen: shown === chosen,
        height: shown.window.occurrences / most,
        clock,
      })),
    )
  }
}

const newSlot = ({ window }: ShownWindow, choose: (startMs: number) => void): Shown<Slot> => {
  const bar = make('i')
  const label = make('span', 'sr-only')
  const element = make('button', 'slot', bar, label)
  element.type = 'button'
  element.dataset.start = String(window.startMs)
  element.addEventListener('click', () => choose(window.startMs))
  return {
    element,
    update: ({ shown, isChosen, height, clock }) => {
      const words = `${windowText(shown, clock)}, ${stateText(shown)}, ${counted(shown.window.occurrences, 'event')}`
      putText(label, words)
      putAttribute(element, 'title', words)
      putAttribute(element, 'aria-pressed', String(isChosen))
      putAttribute(element, 'tabindex', isChosen ? '0' : '-1')
      putData(element, 'state', shown.isOpen ? 'open' : 'closed')
      putData(element, 'value', String(shown.window.occurrences))
      const percent = `${Math.round(height * 100)}%`
      if (bar.style.height !== percent) bar.style.height = percent
    },
  }
}

/** `14:02:00 – 14:02:10` */
export const windowText = ({ window, endMs }: ShownWindow, clock: Clock): string =>
  `${timeText(window.startMs, clock)} – ${timeText(endMs, clock)}`
