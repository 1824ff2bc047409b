import { cutTo, widthOf } from './text-width.ts'

/** What a piece of a line says besides its text; `heat` is how much there is of it, 4 the most. */
export type Tone = 'plain' | 'dim' | 'bold' | 'good' | 'bad' | 'warn' | 'heat1' | 'heat2' | 'heat3' | 'heat4'

export interface Piece {
  readonly text: string
  readonly tone: Tone
}

/** A line of the screen. Its pieces have no control characters. */
export type Line = readonly Piece[]

export const piece = (text: string, tone: Tone = 'plain'): Piece => ({ text, tone })

/** A line of one piece. */
export const line = (text: string, tone: Tone = 'plain'): Line => [piece(text, tone)]

/** SGR codes of the 16 colours that every terminal with colours has. */
const CODES: Readonly<Record<Tone, string>> = {
  plain: '',
  dim: '2',
  bold: '1',
  good: '32',
  bad: '1;31',
  warn: '33',
  heat1: '2',
  heat2: '',
  heat3: '36',
  heat4: '1;96',
}

/** The line, cut to so many columns. */
export const fitLine = (pieces: Line, columns: number): Line => {
  const fitting: Piece[] = []
  let left = columns
  for (const { text, tone } of pieces) {
    if (left <= 0) break
    const cut = cutTo(text, left)
    fitting.push({ text: cut, tone })
    left -= widthOf(cut)
    if (cut !== text) break
  }
  return fitting
}

export const plainLine = (pieces: Line): string =>
  pieces
    .map(({ text }) => text)
    .join('')
    .trimEnd()

export const colouredLine = (pieces: Line): string =>
  pieces.map(({ text, tone }) => (CODES[tone] === '' ? text : `\x1b[${CODES[tone]}m${text}\x1b[0m`)).join('')
