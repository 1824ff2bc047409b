/**
 * A text of unknown origin as one harmless line of a terminal, cut to `most` characters: control characters, which could move the
 * cursor or recolour the screen, and line breaks become a dot; so do marks that turn the reading direction round.
 */
export const plainText = (text: string, most: number): string => {
  const line = text.slice(0, most).replace(/[\p{Cc}\p{Cs}\p{Bidi_Control}\u2028\u2029]/gu, '·')
  return text.length > most ? `${line}...` : line
}
