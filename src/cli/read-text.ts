import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import { getSystemErrorMap } from 'node:util'
import type { ReadText } from '../config/text-file.ts'

const OTHERS = 0o077

/**
 * Reads a file of settings or of a secret. Never more than it may have, whatever it is: a pipe of the shell has no size, and a device no end. A byte order mark, which some editors put before a text, is not part of it.
 */
export const readText: ReadText = (path, mostBytes) => {
  try {
    const file = openSync(path, 'r')
    try {
      const bytes = firstBytes(file, mostBytes + 1)
      if (bytes.length > mostBytes) return { kind: 'unreadable', why: `it is larger than ${mostBytes} bytes` }
      const { mode } = fstatSync(file)
      return {
        kind: 'text',
        text: new TextDecoder('utf-8', { fatal: true }).decode(bytes),
        isOpen: (mode & OTHERS) !== 0,
      }
    } finally {
      closeSync(file)
    }
  } catch (error) {
    const { code, errno } = error as NodeJS.ErrnoException
    if (code === 'ENOENT') return { kind: 'missing' }
    if (code === 'ERR_ENCODING_INVALID_ENCODED_DATA') return { kind: 'unreadable', why: 'it is not text in UTF-8' }
    return { kind: 'unreadable', why: `${getSystemErrorMap().get(errno ?? 0)?.[1] ?? 'it failed'} (${code})` }
  }
}

const firstBytes = (file: number, most: number): Buffer => {
  const bytes = Buffer.alloc(most)
  let length = 0
  for (let read = -1; read !== 0 && length < most; length += read)
    read = readSync(file, bytes, length, most - length, null)
  return bytes.subarray(0, length)
}
