import { type Flag, isOperand, keyOf } from './flag.ts'
import type { SettingsFile } from './settings-file.ts'

export type Environment = Readonly<Record<string, string | undefined>>

/** Where the text of a setting came from. */
export interface Source {
  readonly from: 'flag' | 'variable' | 'file' | 'default'
  /** In the words of problems: `--grace`, `TIDELINE_GRACE`, `tideline.config.json: grace`. */
  readonly name: string
  /** null: nobody gave one, and there is no default; true: the flag was given without its value. What is no text is an error of the file's writer. */
  readonly text: unknown
  /** Of a secret: the text is the secret itself, not the path of a file that holds it. */
  readonly isHeld?: boolean
  /** Another variable that gives the same value, so that it is not known which of the two is meant. */
  readonly also?: string
}

/** What a flag is set to by the first of these that sets it: its variable, the file of settings, its default. */
export const sourceOf = (f: Flag<unknown>, env: Environment, file: SettingsFile | null): Source =>
  fromVariable(f, env) ?? fromFile(f, file) ?? { from: 'default', name: f.name, text: f.byDefault }

/** An empty variable is none: compose files leave a setting out in this way. */
const fromVariable = ({ variable, heldBy }: Flag<unknown>, env: Environment): Source | null => {
  const [text, held] = [env[variable], heldBy && env[heldBy]]
  if (heldBy && held)
    return { from: 'variable', name: heldBy, text: held, isHeld: true, ...(text && { also: variable }) }
  return text ? { from: 'variable', name: variable, text } : null
}

const fromFile = (f: Flag<unknown>, file: SettingsFile | null): Source | null => {
  const key = keyOf(f)
  if (file === null || isOperand(f) || !file.settings.has(key)) return null
  return { from: 'file', name: `${file.path}: ${key}`, text: asText(file.settings.get(key)) }
}

/** A number or a boolean of JSON, as it would be typed. */
const asText = (value: unknown): unknown =>
  typeof value === 'number' || typeof value === 'boolean' ? String(value) : value
