const QUOTE = 0x22
const BACKSLASH = 0x5c
const OPEN_BRACKET = 0x5b
const CLOSE_BRACKET = 0x5d
const OPEN_BRACE = 0x7b
const CLOSE_BRACE = 0x7d

/**
 * True when the bytes open more than `limit` levels of arrays and objects at once, strings left out (E4).
 *
 * Counted on the bytes, before anything parses them: a parser, or whoever walks what it made, may recurse. Where the bytes are no
 * JSON the count is still defined: a quote begins a string, which ends at the next quote that no backslash precedes.
 */
export const nestsDeeperThan = (bytes: Uint8Array, limit: number): boolean => {
  let depth = 0
  for (let i = 0; i < bytes.length; i++) {
    switch (bytes[i]) {
      case QUOTE:
        for (i++; i < bytes.length && bytes[i] !== QUOTE; i++) if (bytes[i] === BACKSLASH) i++
        break
      case OPEN_BRACKET:
      case OPEN_BRACE:
        if (++depth > limit) return true
        break
      case CLOSE_BRACKET:
      case CLOSE_BRACE:
        depth--
        break
    }
  }
  return false
}
