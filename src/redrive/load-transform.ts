import path from 'node:path'
import { pathToFileURL } from 'node:url'

/** A user's function, made safe to call: what it did with one value. */
export type Transform = (value: Buffer) => Transformed

export type Transformed =
  /** null: the letter is to be left where it is. */
  { readonly kind: 'value'; readonly value: Buffer | null } | { readonly kind: 'threw'; readonly message: string }

/** The file is not one that can mend records: the message says what it has to look like. */
export class TransformError extends Error {
  override readonly name = 'TransformError'
}

/**
 * Loads `export default (value: Buffer): Buffer | null` from a module. What it throws is the letter's fate; what it returns in place of a
 * Buffer or null is a mistake in the file, and ends the run.
 *
 * @throws TransformError where the file cannot be loaded, or has no such function.
 */
export const loadTransform = async (file: string): Promise<Transform> => {
  const loaded = await importModule(file)
  const mend: unknown = loaded.default
  if (typeof mend !== 'function')
    throw new TransformError(`${file} has no function as its default export: ${EXPECTED_FORM}`)
  return (value) => {
    let mended: unknown
    try {
      mended = mend(value)
    } catch (error) {
      return { kind: 'threw', message: messageOf(error) }
    }
    if (mended === null) return { kind: 'value', value: null }
    if (!(mended instanceof Uint8Array))
      throw new TransformError(`${file} returned ${nameOf(mended)} for a record: ${EXPECTED_FORM}`)
    return { kind: 'value', value: Buffer.from(mended) } // a copy: it may use its bytes again
  }
}

const EXPECTED_FORM =
  'expected `export default (value) => ...` that takes a Buffer and returns a Buffer, or null to leave it'

const importModule = async (file: string): Promise<{ readonly default?: unknown }> => {
  try {
    return await import(pathToFileURL(path.resolve(file)).href)
  } catch (error) {
    throw new TransformError(`${file} cannot be loaded: ${messageOf(error)}`, { cause: error })
  }
}

const messageOf = (error: unknown): string => {
  try {
    return error instanceof Error ? error.message : String(error)
  } catch {
    return 'something that is no text' // anything can be thrown
  }
}

const nameOf = (value: unknown): string => {
  if (value instanceof Promise) return 'a promise (it must not be async)'
  return value === undefined ? 'nothing' : `a ${typeof value}`
}
