import { type FileHandle, open } from 'node:fs/promises'
import { addAbortSignal, type Readable } from 'node:stream'
import { Refusal } from '../config/refusal.ts'
import { splitLines } from './split-lines.ts'

/** A file, or standard input, to be sent line by line. */
export interface FileLines {
  readonly lines: AsyncIterable<readonly Buffer[]>
  /** null where nobody knows: standard input, a pipe. */
  readonly sizeBytes: number | null
}

const STANDARD_INPUT = '-'
const CHUNK_BYTES = 1024 * 1024

/**
 * Opens a file, `-` being standard input, for its lines (split-lines.ts); they end early, without an error, when the signal is
 * aborted. Reads 1 MiB at a time, as it is asked for.
 */
export const openFileLines = async (path: string, signal: AbortSignal): Promise<FileLines> => {
  if (path === STANDARD_INPUT) return { lines: splitLines(untilAborted(process.stdin, signal)), sizeBytes: null }
  const file = await open(path)
  const sizeBytes = await sizeOf(file, path)
  const chunks = file.createReadStream({ highWaterMark: CHUNK_BYTES })
  return { lines: splitLines(untilAborted(chunks, signal)), sizeBytes }
}

const sizeOf = async (file: FileHandle, path: string): Promise<number | null> => {
  const stat = await file.stat()
  if (!stat.isDirectory()) return stat.isFile() ? stat.size : null
  await file.close()
  throw new Refusal(`${path}: is a directory, and only the lines of a file can be sent`)
}

async function* untilAborted(chunks: Readable, signal: AbortSignal): AsyncGenerator<Buffer> {
  try {
    yield* addAbortSignal(signal, chunks)
  } catch (error) {
    if (!signal.aborted) throw error
  }
}
