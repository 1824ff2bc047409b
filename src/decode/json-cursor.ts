const QUOTE = 0x22
const BACKSLASH = 0x5c
const SPACE = 0x20
const DELETE = 0x7f
const COMMA = 0x2c
const MINUS = 0x2d
const POINT = 0x2e
const ZERO = 0x30
const NINE = 0x39
const COLON = 0x3a
const OPEN_BRACKET = 0x5b
const CLOSE_BRACKET = 0x5d
const OPEN_BRACE = 0x7b
const CLOSE_BRACE = 0x7d

/** Deeper values are left to JSON.parse, behind the count of E4. */
const MAX_DEPTH = 16

/** Powers of ten that a double has exactly. */
const POWERS_OF_TEN = Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`))

/**
 * Steps over plain JSON in some bytes: ASCII, no escapes, no exponents, spaces only between the tokens. A step that answers false has
 * met something else, wrong or not, and the cursor is of no more use. What it steps over, JSON.parse would take.
 */
export class JsonCursor {
  bytes: Buffer = Buffer.alloc(0)
  at = 0
  /** Where the text stepped over last begins and ends, without its quotes. */
  textFrom = 0
  textTo = 0

  readonly openBrace = (): boolean => this.take(OPEN_BRACE)
  readonly closeBrace = (): boolean => this.take(CLOSE_BRACE)
  readonly comma = (): boolean => this.take(COMMA)

  /** One byte, behind any spaces; stands still where another one comes. */
  take(byte: number): boolean {
    while (this.bytes[this.at] === SPACE) this.at++
    if (this.bytes[this.at] !== byte) return false
    this.at++
    return true
  }

  text(): boolean {
    if (!this.take(QUOTE)) return false
    const { bytes } = this
    let at = this.at
    this.textFrom = at
    for (let byte = bytes[at]; byte !== QUOTE; byte = bytes[++at]) {
      if (byte === undefined || byte < SPACE || byte >= DELETE || byte === BACKSLASH) return false
    }
    this.textTo = at
    this.at = at + 1
    return true
  }

  /** A member's name and its colon. */
  key(): boolean {
    return this.text() && this.take(COLON)
  }

  textIs(expected: string): boolean {
    if (this.textTo - this.textFrom !== expected.length) return false
    for (let i = 0; i < expected.length; i++) {
      if (this.bytes[this.textFrom + i] !== expected.charCodeAt(i)) return false
    }
    return true
  }

  /** A number of 0 or above, as JSON.parse would have it; NaN where it is not that simple. */
  number(): number {
    while (this.bytes[this.at] === SPACE) this.at++
    const first = this.at
    const whole = this.#digits(0)
    const wholeDigits = this.at - first
    if (wholeDigits === 0 || (wholeDigits > 1 && this.bytes[first] === ZERO)) return Number.NaN
    if (this.bytes[this.at] !== POINT) return this.#isNumberOver() ? whole : Number.NaN
    this.at++
    const fractionAt = this.at
    const all = this.#digits(whole)
    const decimals = this.at - fractionAt
    if (decimals === 0 || decimals >= POWERS_OF_TEN.length || !this.#isNumberOver()) return Number.NaN
    // Both are exact, so one division rounds as a correct parser does (Clinger 1990, the fast path).
    return all / POWERS_OF_TEN[decimals]!
  }

  /** Any value. `depth` levels are open around it. */
  skipValue(depth: number): boolean {
    while (this.bytes[this.at] === SPACE) this.at++
    switch (this.bytes[this.at]) {
      case QUOTE:
        return this.text()
      case OPEN_BRACE:
        return depth < MAX_DEPTH && this.#skipObject(depth + 1)
      case OPEN_BRACKET:
        return depth < MAX_DEPTH && this.#skipArray(depth + 1)
      case MINUS:
        return this.bytes[++this.at] !== SPACE && !Number.isNaN(this.number())
      default:
        return this.#literal('true') || this.#literal('false') || this.#literal('null') || !Number.isNaN(this.number())
    }
  }

  #skipObject(depth: number): boolean {
    this.at++
    if (this.closeBrace()) return true
    do if (!this.key() || !this.skipValue(depth)) return false
    while (this.comma())
    return this.closeBrace()
  }

  #skipArray(depth: number): boolean {
    this.at++
    if (this.take(CLOSE_BRACKET)) return true
    do if (!this.skipValue(depth)) return false
    while (this.comma())
    return this.take(CLOSE_BRACKET)
  }

  #literal(word: string): boolean {
    for (let i = 0; i < word.length; i++) if (this.bytes[this.at + i] !== word.charCodeAt(i)) return false
    this.at += word.length
    return true
  }

  /** Adds the digits that follow to a number. */
  #digits(number: number): number {
    let value = number
    for (let byte = this.bytes[this.at]!; byte >= ZERO && byte <= NINE; byte = this.bytes[++this.at]!) {
      value = value * 10 + (byte - ZERO)
    }
    // Too long to be exact: left to JSON.parse.
    return value > Number.MAX_SAFE_INTEGER ? Number.NaN : value
  }

  /** False where an exponent follows, or anything else that is no end of a number. */
  #isNumberOver(): boolean {
    const byte = this.bytes[this.at]
    return byte === COMMA || byte === CLOSE_BRACE || byte === CLOSE_BRACKET || byte === SPACE
  }
}
