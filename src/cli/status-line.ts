/** The part of a terminal (or of what stands in for one) that a status line needs. */
export interface Terminal {
  readonly isTTY?: boolean
  readonly columns?: number
  write(text: string): unknown
}

/** One line at the bottom of the terminal that is written over and over. Where there is no terminal it shows nothing. */
export interface StatusLine {
  /** Whether anyone sees it: no need to make up texts if not. */
  readonly visible: boolean
  /** Shows a text, cut to the terminal's width. */
  show(text: string): void
  /** Writes whole lines for good; the status line comes again below them. */
  write(lines: string): void
  /** Takes the status line away. */
  clear(): void
}

const TO_LINE_START = '\r'
const ERASE_TO_LINE_END = '\x1b[K'

export const statusLine = (terminal: Terminal = process.stderr): StatusLine => {
  const visible = terminal.isTTY === true
  let shown = ''
  // Written over first and erased behind: erasing first would flicker.
  const paint = (text: string) => {
    terminal.write(`${TO_LINE_START}${text}${ERASE_TO_LINE_END}`)
  }
  return {
    visible,
    show(text) {
      if (!visible) return
      // The last column stays free: a full line makes some terminals wrap.
      const cut = text.slice(0, (terminal.columns ?? 80) - 1)
      if (cut === shown) return
      shown = cut
      paint(cut)
    },
    write(lines) {
      const hidden = shown === '' ? '' : TO_LINE_START + ERASE_TO_LINE_END
      terminal.write(hidden + lines)
      if (shown !== '') paint(shown)
    },
    clear() {
      if (shown === '') return
      shown = ''
      paint('')
    },
  }
}
