/** How something is: told by words too, wherever it is shown. */
export type Tone = 'good' | 'warn' | 'bad' | 'quiet'

/** What one place of the page shows: a text for people, and the number that it was made of where it was one. */
export interface Value {
  readonly text: string
  readonly value?: number | null
  readonly tone?: Tone | undefined
  /** The whole of what `text` says in short. */
  readonly hint?: string
}

/** By the name of the place. */
export type Values = Readonly<Record<string, Value>>

export const words = (text: string, tone?: Tone): Value => ({ text, tone })

/** What stands where nobody knows. */
export const UNKNOWN = '–'
