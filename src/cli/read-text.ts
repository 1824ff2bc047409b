import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs'
import { getSystemErrorMap } from 'node:util'
import type { TextFile } from '../config/text-file.ts'

const OTHERS = 0o077
/** For who writes into a pipe: a shell's `<(...)` may have to ask somebody first. */
const PATIENCE_MS = 5_000
const PAUSE_MS = 20

/**
 * Reads a file of settings or of a secret. Never more than it may have, whatever it is: a pipe of the shell has no size, and a device no end. A
 * pipe that nobody writes to, or a terminal, is waited for no longer than the patience: opening it would wait for ever. A byte order mark, which some editors put before a text, is not part of it.
 */
export const readText = (path: string, mostBytes: number, patienceMs = PATIENCE_MS): TextFile => {
  try {
    const file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK)
    try {
      const bytes = firstBytes(file, mostBytes + 1, performance.now() + patienceMs)
      if (bytes === null) return { kind: 'unreadable', why: `nobody has written to it for ${patienceMs / 1_000} s` }
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

/** null: a pipe or a terminal has said nothing, or not that this was all, until then. */
const firstBytes = (file: number, most: number, untilMs: number): Buffer | null => {
  const bytes = Buffer.alloc(most)
  const isPipe = fstatSync(file).isFIFO()
  let length = 0
  while (length < most) {
    const read = readWhatIsThere(file, bytes, length)
    // A pipe without a writer is at its end, also before its first one.
    if (read === 0 && !(isPipe && length === 0)) break
    if (read !== null && read > 0) length += read
    else if (performance.now() < untilMs) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE_MS)
    else return null
  }
  return bytes.subarray(0, length)
}

/** null: nothing yet. */
const readWhatIsThere = (file: number, bytes: Buffer, offset: number): number | null => {
  try {
    return readSync(file, bytes, offset, bytes.length - offset, null)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EAGAIN') return null
    throw error
  }
}
