import { type SharedBytes, sharedBytes } from '../log/shared-bytes.ts'

const MAX_NAMES = 65_536
/** Longer names are made anew each time. */
const MAX_BYTES = 64

/**
 * One string for each name, however often it comes: found by a hash of its ASCII bytes, then compared. A string that is the same object
 * each time is also found faster in the Maps that count it. One a hash: a name whose place is taken takes it over, so that a flood of
 * names costs what it would without a table. Keeps 4 MiB for their bytes and at most 65,536 strings of at most 64 characters.
 */
export class NameTable {
  readonly #names = new Array<string>(MAX_NAMES).fill('')
  /** Of the name at each place; all in one piece, since a small Buffer of its own might hold 8 KiB that it shares with others. */
  readonly #ascii = sharedBytes(Buffer.alloc(MAX_NAMES * MAX_BYTES))

  name(json: SharedBytes, from: number, to: number): string {
    const { bytes, view } = json
    const length = to - from
    if (length > MAX_BYTES) return bytes.toString('latin1', from, to)
    let hash = length
    let at = from
    for (; at + 4 <= to; at += 4) hash = Math.imul(hash ^ view.getInt32(at, true), 0x9e3779b1)
    for (; at < to; at++) hash = Math.imul(hash ^ bytes[at]!, 0x9e3779b1)
    const place = (hash ^ (hash >>> 15)) & (MAX_NAMES - 1)
    const known = this.#names[place]!
    if (known.length === length && isSame(this.#ascii, place * MAX_BYTES, json, from, length)) return known
    const name = bytes.toString('latin1', from, to)
    this.#names[place] = name
    bytes.copy(this.#ascii.bytes, place * MAX_BYTES, from, to)
    return name
  }
}

const isSame = (one: SharedBytes, oneFrom: number, other: SharedBytes, otherFrom: number, length: number): boolean => {
  let i = 0
  for (; i + 4 <= length; i += 4)
    if (one.view.getInt32(oneFrom + i) !== other.view.getInt32(otherFrom + i)) return false
  for (; i < length; i++) if (one.bytes[oneFrom + i] !== other.bytes[otherFrom + i]) return false
  return true
}
