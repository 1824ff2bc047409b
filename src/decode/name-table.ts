const MAX_NAMES = 65_536

/**
 * One string for each name, however often it comes: found by a hash of its ASCII bytes, then compared. A string that is the same object
 * each time is also found faster in the Maps that count it. At most 65,536 names of at most 256 bytes; above, it begins anew.
 */
export class NameTable {
  readonly #names = new Map<number, string>()

  name(bytes: Buffer, from: number, to: number): string {
    let hash = 0x811c9dc5 // FNV-1a, 32 bits
    for (let i = from; i < to; i++) hash = Math.imul(hash ^ bytes[i]!, 0x01000193)
    const known = this.#names.get(hash)
    if (known !== undefined && isSame(known, bytes, from, to)) return known
    const name = bytes.toString('latin1', from, to)
    if (this.#names.size >= MAX_NAMES) this.#names.clear()
    this.#names.set(hash, name)
    return name
  }
}

const isSame = (name: string, bytes: Buffer, from: number, to: number): boolean => {
  if (name.length !== to - from) return false
  for (let i = 0; i < name.length; i++) if (name.charCodeAt(i) !== bytes[from + i]) return false
  return true
}
