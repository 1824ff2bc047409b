import type { Header, OutgoingRecord } from '../log/record-batch.ts'
import { headerBytes, recordBytes } from '../log/record-bytes.ts'
import { isOurName, NAMES } from './header-names.ts'

/** What our own headers may need, which are never cut. A topic that takes less takes no letters. */
export const LEAST_LETTER_BYTES = 16 * 1024

const PARTS = ['value', 'headers', 'key'] as const
type Part = (typeof PARTS)[number]

/**
 * A letter that its topic takes, which counts as `recordBytes` does: an upper bound, some 10 bytes a header too high. One that is too large has
 * its value cut to what fits. Where the rest leaves no room for any of it, the record's own headers go, all of them, and where its key is
 * too long by itself, that is cut too. `tideline.truncated` says what was: `value`, `value,headers`, `headers,key`, ... .
 *
 * Our headers always stay: at most `LEAST_LETTER_BYTES`, 4 KiB each of errors and of their text, names of 256 characters, and frames.
 */
export const cutToFit = (letter: OutgoingRecord, maxBytes: number): OutgoingRecord => {
  if (recordBytes(letter) <= maxBytes) return letter
  const { key, value, headers } = letter
  const ours = headers.filter(({ key: name }) => isOurName(name))
  const original = headers.filter(({ key: name }) => !isOurName(name))
  const room = maxBytes - recordBytes({ key: null, value: null, headers: [...ours, truncatedHeader(PARTS)] })

  const fits = (key?.length ?? 0) + headerBytes(original) <= room
  const keyCut = beginning(key, room)
  const valueCut = beginning(value, room - (keyCut?.length ?? 0) - (fits ? headerBytes(original) : 0))
  const isCut: Readonly<Record<Part, boolean>> = {
    value: valueCut?.length !== value?.length,
    headers: !fits && original.length > 0,
    key: keyCut?.length !== key?.length,
  }
  const truncated = truncatedHeader(PARTS.filter((part) => isCut[part]))
  return { ...letter, key: keyCut, value: valueCut, headers: [...(fits ? original : []), ...ours, truncated] }
}

const truncatedHeader = (parts: readonly Part[]): Header => ({
  key: NAMES.truncated,
  value: Buffer.from(parts.join(',')),
})

const beginning = (bytes: Buffer | null, most: number): Buffer | null => bytes?.subarray(0, Math.max(0, most)) ?? null
