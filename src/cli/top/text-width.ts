/** Blocks whose characters take two columns (East Asian Width W and F), but for emoji. Where a block has both, all of it: cut too early is safe. */
const WIDE: readonly (readonly [number, number])[] = [
  [0x1100, 0x115f],
  [0x2329, 0x232a],
  [0x2e80, 0x303e],
  [0x3041, 0xa4cf],
  [0xa960, 0xa97f],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe10, 0xfe19],
  [0xfe30, 0xfe6f],
  [0xff01, 0xff60],
  [0xffe0, 0xffe6],
  [0x16fe0, 0x18dff],
  [0x1aff0, 0x1b2ff],
  [0x1f200, 0x1f2ff],
  [0x20000, 0x3fffd],
]

const MARK = /^[\p{Mn}\p{Me}]$/u
const EMOJI = /^\p{Emoji_Presentation}$/u
const FLAG_LETTER = /^\p{Regional_Indicator}$/u

/** How many columns of a terminal one character (code point) takes: 0 for marks on the one before, 2 for wide ones and emoji. */
const widthOfCharacter = (character: string): number => {
  const code = character.codePointAt(0)!
  if (code < 0x300) return 1
  if (MARK.test(character)) return 0
  if (WIDE.some(([from, to]) => code >= from && code <= to)) return 2
  return EMOJI.test(character) && !FLAG_LETTER.test(character) ? 2 : 1
}

/** How many columns a text takes that has no control characters. Where terminals differ it is the larger number. */
export const widthOf = (text: string): number => {
  let width = 0
  for (const character of text) width += widthOfCharacter(character)
  return width
}

/** The text, cut to so many columns, with `…` where something is missing. */
export const cutTo = (text: string, columns: number): string => {
  if (text.length * 2 <= columns || widthOf(text) <= columns) return text
  if (columns < 1) return ''
  let width = 0
  let kept = ''
  for (const character of text) {
    width += widthOfCharacter(character)
    if (width > columns - 1) break
    kept += character
  }
  return `${kept}…`
}

/** Exactly so many columns: cut, or filled up with spaces on the right. */
export const padTo = (text: string, columns: number): string => {
  const cut = cutTo(text, columns)
  return cut + ' '.repeat(Math.max(0, columns - widthOf(cut)))
}
