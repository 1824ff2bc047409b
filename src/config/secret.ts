import { type Either, isLeft, left, right } from 'fp-ts/lib/Either.js'
import type { Decoder } from 'io-ts'
import type { ReadText } from './text-file.ts'

const MOST_BYTES = 64 * 1024

export interface Secret {
  readonly value: unknown
  /** What its user should know, though it is taken. */
  readonly warning: string | null
}

/** A secret's value from its text. No problem of it says more than what was expected: never a character of it. */
export const decodeSecret = (codec: Decoder<string, unknown>, name: string, text: string): Either<string, unknown> => {
  const decoded = codec.decode(text)
  return isLeft(decoded) ? left(`${name}: is not ${codec.name}`) : decoded
}

/**
 * A secret from a file, without the line's end that an editor leaves. A file that others may read is warned of, not refused: where containers mount secrets
 * they often are. Its path is in no problem either: it is where a secret is put by mistake.
 */
export const readSecret = (
  codec: Decoder<string, unknown>,
  name: string,
  path: string,
  read: ReadText,
): Either<string, Secret> => {
  const file = read(path, MOST_BYTES)
  if (file.kind === 'missing') return left(`${name}: there is no such file`)
  if (file.kind === 'unreadable') return left(`${name}: the file cannot be taken: ${file.why}`)
  const text = file.text.replace(/\r?\n$/, '')
  if (text === '') return left(`${name}: the file is empty`)
  const decoded = decodeSecret(codec, name, text)
  if (isLeft(decoded)) return left(`${decoded.left}, in its file`)
  const warning = file.isOpen ? `${name}: others than its owner may read the file: chmod 600 it` : null
  return right({ value: decoded.right, warning })
}
