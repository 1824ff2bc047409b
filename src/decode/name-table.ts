import { type SharedBytes, sharedBytes } from '../log/shared-bytes.ts'

const MAX_NAMES = 65_536

interface Entry {
  readonly name: string
  readonly ascii: SharedBytes
}

/**
 * One string for each name, however often it comes: found by a hash of its ASCII bytes, then compared. A string that is the same object
 * each time is also found faster in the Maps that count it. At most 65,536 names of at most 256 bytes, one a hash: a name whose place is
 * taken takes it over, so that a flood of names costs what it would without a table.
 */
export class NameTable {
  readonly #entries: (Entry | undefined)[] = new Array<Entry | undefined>(MAX_NAMES).fill(undefined)

  name(json: SharedBytes, from: number, to: number): string {
    const { bytes, view } = json
    let hash = to - from
    let at = from
    for (; at + 4 <= to; at += 4) hash = Math.imul(hash ^ view.getInt32(at, true), 0x9e3779b1)
    for (; at < to; at++) hash = Math.imul(hash ^ bytes[at]!, 0x9e3779b1)
    const place = (hash ^ (hash >>> 15)) & (MAX_NAMES - 1)
    const known = this.#entries[place]
    if (known !== undefined && isSame(known.ascii, json, from, to)) return known.name
    const name = bytes.toString('latin1', from, to)
    this.#entries[place] = { name, ascii: sharedBytes(Buffer.from(name, 'latin1')) }
    return name
  }
}

const isSame = (known: SharedBytes, { bytes, view }: SharedBytes, from: number, to: number): boolean => {
  const { length } = known.bytes
  if (length !== to - from) return false
  let i = 0
  for (; i + 4 <= length; i += 4) if (known.view.getInt32(i) !== view.getInt32(from + i)) return false
  for (; i < length; i++) if (known.bytes[i] !== bytes[from + i]) return false
  return true
}
