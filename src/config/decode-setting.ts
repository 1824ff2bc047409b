import { type Either, isLeft, left, right } from 'fp-ts/lib/Either.js'
import type { Flag } from './flag.ts'
import { readNamedFile } from './named-file.ts'
import { quoted } from './quoted.ts'
import type { Setting } from './setting.ts'
import type { Source } from './setting-source.ts'
import type { ReadText } from './text-file.ts'
import { withoutLogin } from './without-login.ts'

/** What a setting's text stands for; or what is wrong with it, by the name of what gave it. Reads a file where it names one with a secret. */
export const decodeSetting = (f: Flag<unknown>, source: Source, read: ReadText): Either<string, Setting> => {
  const { name, text, also, isHeld } = source
  if (text === null && source.from === 'default') return taken(null)
  if (text === true) return left(`${name}: needs a value, ${f.file === undefined ? f.codec.name : 'a path'}`)
  if (typeof text !== 'string') return left(`${name}: needs a string, a number or a boolean, not ${kindOf(text)}`)
  if (also !== undefined) return left(`${name} and ${also}: both are set, and one of them can be meant`)
  if (f.file !== undefined && !isHeld) return readNamedFile(f, name, text, read)
  const decoded = f.codec.decode(text)
  if (isLeft(decoded))
    return left(`${name}: ${isHeld ? '' : `${quoted(withoutLogin(text))} `}is not ${f.codec.name}${loginHint(text)}`)
  return taken(decoded.right)
}

const taken = (value: unknown): Either<string, Setting> => right({ value, warning: null })

const loginHint = (text: string): string =>
  /^kafka:.*@/is.test(text) ? '; who logs in is said by --kafka-user, and a password by --kafka-password-file' : ''

/** What JSON has besides those. */
const kindOf = (value: unknown): string => {
  if (value === null) return 'null'
  return Array.isArray(value) ? 'a list' : 'an object'
}
