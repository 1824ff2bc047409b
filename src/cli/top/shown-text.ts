import { plainText } from '../plain-text.ts'

/**
 * A text of anybody's choice as a terminal may show it in a table: as plain text, cut, and with no character of which terminals disagree how
 * wide it is. Joiners and other invisible ones become a dot, so that each part of a joined emoji stands for itself; what only asks for another
 * look of the character before it is left out.
 */
export const shownText = (text: string, mostCharacters: number): string =>
  plainText(text.replace(/[\p{Variation_Selector}\p{Emoji_Modifier}]/gu, ''), mostCharacters).replace(
    /[\p{Cf}\u1160-\u11ff\ud7b0-\ud7ff]/gu,
    '·',
  )

/** Enough to tell names apart. */
const MOST_OF_A_NAME = 64

/** A tenant or an event type. */
export const shownName = (name: string): string => shownText(name, MOST_OF_A_NAME)
