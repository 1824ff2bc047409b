import { type Either, isLeft, left, right } from 'fp-ts/lib/Either.js'
import type { Flag } from './flag.ts'
import { quoted } from './quoted.ts'
import type { Setting } from './setting.ts'
import type { ReadText } from './text-file.ts'

/** A bundle of all certificate authorities that there are has a quarter of it. */
const MOST_BYTES = 1024 * 1024

/** Where containers have their secrets mounted: who may read them there is the mount's to say, and nobody else is in the container. */
const isMounted = (path: string): boolean => /^(?:\/var)?\/run\/secrets\/(?!.*\.\.)/.test(path)

/**
 * A setting's value from the file that it names, without the line's end that an editor leaves. Of a secret no problem says more than what
 * was expected; not the path either, which is where a secret is put by mistake. A secret file that others may read is warned of, not
 * refused; where containers mount secrets they are like that, and no word is said of it.
 */
export const readNamedFile = (
  f: Flag<unknown>,
  name: string,
  path: string,
  read: ReadText,
): Either<string, Setting> => {
  const isSecret = f.file === 'secret'
  const which = isSecret ? name : `${name}: ${quoted(path)}`
  const file = read(path, MOST_BYTES)
  if (file.kind === 'missing') return left(`${which}: there is no such file`)
  if (file.kind === 'unreadable') return left(`${which}: the file cannot be taken: ${file.why}`)
  const text = file.text.replace(/\r?\n$/, '')
  if (text === '') return left(`${which}: the file is empty`)
  const decoded = f.codec.decode(text)
  if (isLeft(decoded)) return left(`${which}: what is in the file is not ${f.codec.name}`)
  const warning =
    isSecret && file.isOpen && !isMounted(path)
      ? `${name}: others than its owner may read the file: chmod 600 it`
      : null
  return right({ value: decoded.right, warning })
}
