import type { Books } from '../checkpoint/books.ts'
import { openPart, type ParquetRow } from '../sink/decode-parquet.ts'
import type { FileSystem } from '../sink/file-system.ts'

/** A part, read whole: its rows and the books of its commit (T8). */
export interface ReadPart {
  readonly kind: 'part'
  readonly rows: readonly ParquetRow[]
  readonly books: Books
}

/** Why a part cannot be read: `missing`, or what the reader says of its bytes. */
export interface UnreadablePart {
  readonly kind: 'unreadable'
  readonly why: string
}

/** `staged`: where it lies as long as nobody published it, which whoever takes the partition next will do (R3). */
export const readPart = async (
  fileSystem: Pick<FileSystem, 'read'>,
  path: string,
  staged: string | null = null,
): Promise<ReadPart | UnreadablePart> => {
  // Once more behind the staged one: between the two looks it may have been published.
  const bytes =
    (await fileSystem.read(path)) ??
    (staged === null ? null : ((await fileSystem.read(staged)) ?? (await fileSystem.read(path))))
  if (bytes === null) return { kind: 'unreadable', why: 'missing' }
  try {
    const part = openPart(bytes)
    const books: unknown = JSON.parse(part.metadata['tideline.books'] ?? 'null')
    if (!isBooks(books)) return { kind: 'unreadable', why: 'a part without its books' }
    return { kind: 'part', rows: await part.rows(), books }
  } catch (error) {
    return { kind: 'unreadable', why: `not a whole Parquet file (${(error as Error).message})` }
  }
}

const NUMBERS = [
  'partition',
  'fromOffset',
  'toOffset',
  'records',
  'events',
  'deadLetters',
  'openPairsBefore',
  'heldPairs',
  'resultPairs',
  'correctionPairs',
  'openPairsAfter',
] as const satisfies readonly (keyof Books)[]

/** Whole numbers throughout; those of sessions may be absent. */
export const isBooks = (books: unknown): books is Books =>
  typeof books === 'object' &&
  books !== null &&
  NUMBERS.every((name) => Number.isSafeInteger((books as Partial<Record<keyof Books, unknown>>)[name]))
