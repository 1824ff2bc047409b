import { isUtf8 } from 'node:buffer'
import { plainText } from '../plain-text.ts'
import { grouped } from '../progress.ts'

const BYTES_DUMPED = 512
const BYTES_A_LINE = 16

/** Bytes of unknown origin for a terminal: their lines where they are UTF-8 text, else a dump of the first 512. */
export const bytesLines = (bytes: Buffer): readonly string[] =>
  isUtf8(bytes)
    ? bytes
        .toString('utf8')
        .split('\n')
        .map((line) => plainText(line, Number.POSITIVE_INFINITY))
    : [
        ...hexDump(bytes.subarray(0, BYTES_DUMPED)),
        ...(bytes.length > BYTES_DUMPED ? [`... and ${grouped(bytes.length - BYTES_DUMPED)} bytes more`] : []),
      ]

/** The same in one line: hexadecimal where they are no text. */
export const bytesLine = (bytes: Buffer): string =>
  isUtf8(bytes)
    ? plainText(bytes.toString('utf8'), Number.POSITIVE_INFINITY)
    : `0x${bytes.toString('hex', 0, BYTES_DUMPED)}${bytes.length > BYTES_DUMPED ? '...' : ''}`

/**
 * Sixteen bytes a line: position, hexadecimal, and those that are printable ASCII.
 *
 *   00000000  7b ff 00 22                                      {..."
 */
const hexDump = (bytes: Buffer): readonly string[] =>
  Array.from({ length: Math.ceil(bytes.length / BYTES_A_LINE) }, (_, i) => {
    const at = i * BYTES_A_LINE
    const line = bytes.subarray(at, at + BYTES_A_LINE)
    const hex = [...line].map((byte) => byte.toString(16).padStart(2, '0')).join(' ')
    const ascii = line.toString('latin1').replace(/[^\x20-\x7e]/g, '.')
    return `${at.toString(16).padStart(8, '0')}  ${hex.padEnd(3 * BYTES_A_LINE - 1)}  ${ascii}`
  })
