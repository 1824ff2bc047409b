import type { Value } from './value.ts'

/** A row of a table: its cells from left to right, the first of which names it. */
export interface Row {
  /** What it is about, as long as it is listed. */
  readonly key: string
  readonly tone?: 'warn' | 'bad' | undefined
  readonly cells: readonly Cell[]
}

/** `column` names it for those who look for a number; `kind` says how it stands. */
export interface Cell extends Value {
  readonly column: string
  readonly kind: 'number' | 'words' | 'name'
}

export const numberCell = (column: string, value: Value): Cell => ({ column, kind: 'number', ...value })
export const wordsCell = (column: string, value: Value): Cell => ({ column, kind: 'words', ...value })
/** A text that may be anything: isolated, cut by the page where it is too long, whole in the hint. */
export const nameCell = (column: string, text: string, hint: string = text): Cell => ({
  column,
  kind: 'name',
  text,
  hint,
})
