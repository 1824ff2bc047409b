/** Letters, marks, digits, signs and symbols: something to see. */
const VISIBLE = /[\p{L}\p{N}\p{P}\p{S}]/u
const CONTROL = /[\p{Cc}\p{Zl}\p{Zp}]/gu

/**
 * A name from an event as the page shows it, on one line. It stays as it is, whatever is in it, but for control characters, of which the sign
 * is shown; where it stands it is isolated, so that it turns no other text round. One that nobody could see or click is spelled out.
 */
export const nameText = (name: string): string =>
  VISIBLE.test(name) ? name.replace(CONTROL, signOf) : JSON.stringify(name)

/** `␊` of a line feed; of those that have no sign a dot. */
const signOf = (character: string): string => {
  const code = character.charCodeAt(0)
  return code < 32 ? String.fromCharCode(0x2400 + code) : '·'
}
