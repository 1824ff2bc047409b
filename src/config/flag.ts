import * as t from 'io-ts'
import { textCodec } from './text-codec.ts'

/** One setting of a command: how it is written as a flag and in the environment, what it becomes, and its line in the help. */
export interface Flag<A> {
  /** As written: `--commit-rows <n>`, or `--json` for a switch, which takes no value. */
  readonly usage: string
  /** `--commit-rows` */
  readonly name: string
  /** `TIDELINE_COMMIT_ROWS` */
  readonly variable: string
  /** The value is the text of a file: flag, variable and key name the file. What a secret one holds is shown nowhere. */
  readonly file?: 'open' | 'secret'
  /** Of a secret: the variable that may hold it itself. */
  readonly heldBy?: string
  readonly codec: t.Decoder<string, A>
  /** Decoded like any other text; null: the value is null. */
  readonly byDefault: string | null
  /** The default in the help's words. */
  readonly shownDefault: string | null
  readonly help: string
}

/** A command's flags, and its operand if it has one, by the names that their values have in its Config (with units: `graceMs`). */
export type FlagTable = Readonly<Record<string, Flag<unknown>>>

/** The values that a table's flags decode to. */
export type ConfigOf<T extends FlagTable> = { readonly [K in keyof T]: T[K] extends Flag<infer A> ? A : never }

const nameOf = (usage: string): string => usage.split(' ')[0]!

const variableOf = (usage: string): string =>
  `TIDELINE_${nameOf(usage).replace(/^--/, '').replaceAll('-', '_').toUpperCase()}`

/** A flag with a default. */
export const flag = <A>(usage: string, codec: t.Decoder<string, A>, byDefault: string, help: string): Flag<A> => ({
  usage,
  name: nameOf(usage),
  variable: variableOf(usage),
  codec,
  byDefault,
  shownDefault: byDefault,
  help,
})

/** A flag whose value is null where nobody gives one; `shownDefault` says what null means, unless the help line does. */
export const optional = <A>(
  usage: string,
  codec: t.Decoder<string, A>,
  shownDefault: string | null,
  help: string,
): Flag<A | null> => ({
  usage,
  name: nameOf(usage),
  variable: variableOf(usage),
  codec,
  byDefault: null,
  shownDefault,
  help,
})

/** A flag whose value is the text of the file that it names; null where nobody names one. */
export const textOf = <A>(usage: string, codec: t.Decoder<string, A>, help: string): Flag<A | null> => ({
  ...optional(usage, codec, null, help),
  file: 'open',
})

/** The same of a file whose text no process list, error or listing may show. */
export const secretText = <A>(usage: string, codec: t.Decoder<string, A>, help: string): Flag<A | null> => ({
  ...optional(usage, codec, null, help),
  file: 'secret',
})

/**
 * A secret of a line. `--http-token-file <path>`, and TIDELINE_HTTP_TOKEN_FILE, name a file that holds it; TIDELINE_HTTP_TOKEN holds it
 * itself.
 */
export const secret = <A>(usage: string, codec: t.Decoder<string, A>, help: string): Flag<A | null> => {
  const f = secretText(usage, codec, help)
  return { ...f, heldBy: f.variable.replace(/_FILE$/, '') }
}

const SWITCH_TEXTS = new Map([
  ['true', true],
  ['1', true],
  ['false', false],
  ['0', false],
])

const SwitchText = textCodec('true, 1, false or 0', t.boolean, (text) => SWITCH_TEXTS.get(text) ?? null)

/** A flag without a value: on where it is given, off where not. In the environment it says which. */
export const toggle = (usage: string, help: string): Flag<boolean> => ({
  ...flag(usage, SwitchText, 'false', help),
  shownDefault: null,
})

const ON_OFF = new Map([
  ['on', true],
  ['off', false],
])

/** What is on unless somebody says `off`. */
export const OnOff = textCodec('on or off', t.boolean, (text) => ON_OFF.get(text) ?? null)

/** A flag's key in a file of settings, its name as a rule. Two flags under one variable are one setting there, too. */
export const keyOf = ({ variable }: Flag<unknown>): string =>
  variable
    .replace(/^TIDELINE_/, '')
    .replaceAll('_', '-')
    .toLowerCase()

export const isToggle = (f: Flag<unknown>): boolean => f.usage === f.name

/**
 * The one word of a command that is no flag (`dlq show PARTITION:OFFSET`), in its table like them: `name` is what its place in the usage
 * says. Always needed; from the command line alone.
 */
export const operand = <A>(name: string, codec: t.Decoder<string, A>, help: string): Flag<A> => ({
  usage: name,
  name,
  variable: '',
  codec,
  byDefault: null,
  shownDefault: null,
  help,
})

export const isOperand = (f: Flag<unknown>): boolean => !f.usage.startsWith('-')

/** The same flag under another variable, where one environment serves commands that mean different things by the flag. */
export const underVariable = <A>(variable: string, f: Flag<A>): Flag<A> => ({ ...f, variable })
