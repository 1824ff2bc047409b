import { type Either, left, right } from 'fp-ts/lib/Either.js'
import { nearestName } from './nearest-name.ts'
import { quoted } from './quoted.ts'
import type { ReadText } from './text-file.ts'

/** Read where nobody names another one, and it is there. */
export const SETTINGS_FILE = 'tideline.config.json'

const MOST_BYTES = 1024 * 1024
/** A file that is something else altogether should not fill a screen. */
const MOST_UNKNOWN = 20

export interface SettingsFile {
  readonly path: string
  /** As JSON has them, by their keys: what is wrong with a value is said by who is given it. */
  readonly settings: ReadonlyMap<string, unknown>
}

/** The file that was asked for, or the one that is there if it is; null for none. The problem's words are about the file as a whole. */
export const readSettingsFile = (asked: string | null, read: ReadText): Either<string, SettingsFile | null> => {
  const path = asked ?? SETTINGS_FILE
  const file = read(path, MOST_BYTES)
  if (file.kind === 'missing') return asked === null ? right(null) : left(`${path}: there is no such file`)
  if (file.kind === 'unreadable') return left(`${path}: cannot be taken: ${file.why}`)
  try {
    const json: unknown = JSON.parse(file.text)
    if (typeof json !== 'object' || json === null || Array.isArray(json))
      return left(`${path}: is not a JSON object, such as {"commit-interval": "10s"}`)
    return right({ path, settings: new Map(Object.entries(json)) })
  } catch (error) {
    return left(`${path}: is not JSON: ${whereItBreaks((error as Error).message, file.text)}`)
  }
}

/** The engine's words without the piece of the text that some of them show: somebody may have written a secret there. */
const whereItBreaks = (message: string, text: string): string => {
  const [, said = 'it breaks off', at] =
    /^(.*?)(?:, (?:\.\.\.)?".*| in JSON at position (\d+).*)?$/s.exec(message) ?? []
  if (at === undefined) return said
  const before = text.slice(0, Number(at)).split('\n')
  return `${said}, in line ${before.length}, column ${before.at(-1)!.length + 1}`
}

/** Keys that are no setting of any command, a problem each; their values, which may be misplaced secrets, are not shown. */
export const unknownSettings = ({ path, settings }: SettingsFile, known: readonly string[]): readonly string[] => {
  const names = new Set(known)
  const unknown = [...settings.keys()].filter((key) => !names.has(key))
  const problems = unknown.slice(0, MOST_UNKNOWN).map((key) => {
    const nearest = nearestName(key, known)
    return `${path}: ${quoted(key)} is no setting${nearest === null ? '' : `; is ${nearest} meant?`}`
  })
  const more = unknown.length - problems.length
  return more === 0 ? problems : [...problems, `${path}: ${more} more of its keys are no settings`]
}
