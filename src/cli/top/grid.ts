import { type Line, type Piece, piece, type Tone } from './line.ts'
import { padTo, widthOf } from './text-width.ts'

export interface Cell {
  readonly text: string
  readonly tone?: Tone
}

export interface GridColumn {
  readonly title: string
  /** Numbers are set to the right. */
  readonly isNumber: boolean
  /** Wider cells are cut. */
  readonly most?: number
}

const GAP = '  '

/** A table whose columns are as wide as they have to be, its head first. Texts have no control characters. */
export const gridLines = (columns: readonly GridColumn[], rows: readonly (readonly Cell[])[]): readonly Line[] => {
  const widths = columns.map(({ title, most = Number.POSITIVE_INFINITY }, i) =>
    Math.min(most, Math.max(widthOf(title), ...rows.map((row) => widthOf(row[i]?.text ?? '')))),
  )
  const cellPieces = ({ text, tone = 'plain' }: Cell, i: number): Piece[] => {
    const width = widths[i]!
    const cut = padTo(text, Math.min(width, widthOf(text)))
    const room = ' '.repeat(Math.max(0, width - widthOf(cut)))
    return columns[i]!.isNumber ? [piece(GAP + room), piece(cut, tone)] : [piece(GAP), piece(cut + room, tone)]
  }
  const head = columns.flatMap(({ title }, i) => cellPieces({ text: title, tone: 'dim' }, i))
  return [head, ...rows.map((row) => columns.flatMap((_, i) => cellPieces(row[i] ?? { text: '' }, i)))]
}
