import type { ReadStream, WriteStream } from 'node:tty'
import { fromEvent, map, Observable, startWith } from 'rxjs'
import { colouredLine, type Line, plainLine } from './line.ts'
import type { ScreenSize } from './screen.ts'

/** A terminal that is ours for a while: its other screen, without cursor, keys as they are pressed. */
export interface FullScreen {
  /** Now, and whenever it changes. */
  readonly size$: Observable<ScreenSize>
  /** Writes over all that is there. */
  paint(lines: readonly Line[]): void
  /** Gives everything back as it was; a second time does nothing. */
  leave(): void
}

/** The other screen, no cursor; and no wrapping, so that a character that is wider than thought cannot push lines down. */
const ENTER = '\x1b[?1049h\x1b[?25l\x1b[?7l'
const LEAVE = '\x1b[?7h\x1b[?25h\x1b[?1049l'
const HOME = '\x1b[H'
const ERASE_TO_LINE_END = '\x1b[K'
const ERASE_BELOW = '\x1b[J'

export const fullScreen = (output: WriteStream, input: ReadStream): FullScreen => {
  const text = output.hasColors(16) ? colouredLine : plainLine
  let isOurs = true
  const leave = () => {
    if (!isOurs) return
    isOurs = false
    process.off('exit', leave)
    if (input.isTTY) input.setRawMode(false)
    input.pause()
    output.write(LEAVE)
  }
  output.write(ENTER)
  if (input.isTTY) input.setRawMode(true)
  // However this process ends, but for SIGKILL, its user gets the terminal back.
  process.on('exit', leave)
  return {
    size$: fromEvent(output, 'resize').pipe(
      startWith(null),
      map(() => ({ columns: output.columns, rows: output.rows })),
    ),
    // Written over first and erased behind: erasing first would flicker.
    paint: (lines) => {
      if (isOurs) output.write(HOME + lines.map((line) => text(line) + ERASE_TO_LINE_END).join('\n') + ERASE_BELOW)
    },
    leave,
  }
}

/** What it sends may have a Q of its own. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: it begins with one
const FUNCTION_KEY = /\x1b(\[[0-?]*[ -/]*[@-~]|O.)/g
const END_KEYS = new Set(['q', 'Q', '\x03', '\x04'])

/** Emits when q, Ctrl-C or Ctrl-D is pressed. */
export const endKey = (input: ReadStream): Observable<void> =>
  new Observable<void>((ended) => {
    const look = (bytes: Buffer) => {
      const keys = bytes.toString('latin1').replace(FUNCTION_KEY, '')
      if ([...keys].some((key) => END_KEYS.has(key))) ended.next()
    }
    input.on('data', look)
    return () => input.off('data', look)
  })
