const MAX_CHARACTERS = 256

/** The number of Unicode characters (code points, not UTF-16 units), given up on above `most`. */
const charactersUpTo = (text: string, most: number): number => {
  if (text.length <= most) return text.length
  let count = 0
  for (const _ of text) if (++count > most) break
  return count
}

/**
 * True for 1 to 256 characters of well-formed Unicode (E2). Nothing else is forbidden: `../../etc`, `__proto__` and right-to-left
 * text are ordinary names, since no name ever becomes a path, a label, SQL or HTML.
 */
export const isName = (value: unknown): value is string =>
  typeof value === 'string' &&
  value.length > 0 &&
  charactersUpTo(value, MAX_CHARACTERS) <= MAX_CHARACTERS &&
  value.isWellFormed()
