import { Argument, Command, Option } from 'commander'
import { chain, type Either, isLeft, left, mapLeft, right } from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { type CommandLine, type Given, type GivenBy, invocation } from './config/command-line.ts'
import { type ConfigOf, type Flag, type FlagTable, isOperand, isToggle } from './config/flag.ts'
import { decodeSecret, readSecret, type Secret } from './config/secret.ts'
import { noFiles, type ReadText } from './config/text-file.ts'

export type Environment = Readonly<Record<string, string | undefined>>

export type ReadConfig<T extends FlagTable> =
  | {
      readonly kind: 'config'
      readonly config: ConfigOf<T>
      readonly givenBy: GivenBy<T>
      /** What its user should know of values that are taken, a line each. */
      readonly warnings: readonly string[]
    }
  | { readonly kind: 'help'; readonly text: string }
  | { readonly kind: 'problems'; readonly problems: readonly string[] }

/**
 * Reads a command's Config from its arguments and an environment; a flag wins over its variable, that over the default.
 *
 * Commander splits the arguments, the flags' codecs decode them, and every problem is listed at once: flag or variable, value,
 * and what was expected. Prints nothing, looks at no environment but the one given, and reads only what secrets are in, through `read`;
 * `--help` anywhere wins over everything.
 */
export const readConfig = <T extends FlagTable>(
  line: CommandLine<T>,
  args: readonly string[],
  env: Environment,
  read: ReadText = noFiles,
): ReadConfig<T> => {
  const parser = parserOf(line.name, line.summary, line.flags)
  const { operands, unknown } = parser.parseOptions([...args])
  if (parser.getOptionValue('help') === true)
    return { kind: 'help', text: `${parser.helpInformation()}${exampleText(line)}` }

  const awaited = Object.values(line.flags).find(isOperand)
  const words = awaited === undefined ? operands : operands.slice(1)
  const problems = [...strayProblems([...words, ...unknown], line.flags, awaited)]
  const config: Record<string, unknown> = {}
  const givenBy: Record<string, string> = {}
  const warnings: string[] = []
  for (const [key, f] of Object.entries(line.flags)) {
    const source = f === awaited ? operandSource(f, operands, unknown) : sourceOf(f, parser, env)
    if (source.given) givenBy[key] = source.name
    const decoded = decode(f, source, read)
    if (isLeft(decoded)) problems.push(decoded.left)
    else {
      config[key] = decoded.right.value
      if (decoded.right.warning !== null) warnings.push(decoded.right.warning)
    }
  }
  problems.push(...(line.check?.({ config, givenBy } as Given<T>) ?? []))
  if (problems.length > 0) return { kind: 'problems', problems }
  return { kind: 'config', config: config as ConfigOf<T>, givenBy: givenBy as GivenBy<T>, warnings }
}

const parserOf = (name: string, summary: string, flags: FlagTable): Command => {
  const [operands, options] = [true, false].map((is) => Object.values(flags).filter((f) => isOperand(f) === is))
  const usage = [...operands!.map((f) => f.name), '[flags]'].join(' ')
  const command = new Command(invocation(name)).description(summary).usage(usage).helpOption(false)
  for (const f of operands!) command.addArgument(new Argument(f.usage, f.help))
  for (const f of options!) command.addOption(optionOf(f))
  return command.addOption(new Option('-h, --help', 'show this'))
}

const exampleText = ({ name, example }: Pick<CommandLine<FlagTable>, 'name' | 'example'>): string =>
  example === undefined ? '' : `\nExample:\n  ${invocation(name)} ${example}\n`

const optionOf = (f: Flag<unknown>): Option => {
  const option = new Option(f.usage, f.help).env(f.variable)
  if (f.shownDefault !== null) option.default(f.byDefault, f.shownDefault)
  // At a required value that is missing Commander stops, or takes the next flag for it; an optional one comes back as `true`.
  option.optional = option.required
  option.required = false
  return option
}

/** What is neither a known flag nor its value. A word behind an unknown flag is taken for that flag's value. */
const strayProblems = (
  words: readonly string[],
  flags: FlagTable,
  awaited: Flag<unknown> | undefined,
): readonly string[] => {
  const expected = awaited === undefined ? 'only flags are expected' : `one ${awaited.name} and flags are expected`
  return words.flatMap((word, i) => {
    if (isFlag(word)) {
      const name = word.split('=')[0]
      const known = Object.values(flags).some((f) => f.name === name)
      return [known ? `${quoted(word)}: ${name} takes no value` : `${name}: unknown flag`]
    }
    return isFlag(words[i - 1] ?? '') ? [] : [`${quoted(word)}: stray argument, ${expected}`]
  })
}

const isFlag = (word: string): boolean => word.length > 1 && word.startsWith('-')

interface Source {
  /** The flag's name or its variable's, whichever the text came by. */
  readonly name: string
  readonly given: boolean
  /** null: nobody gave one, and there is no default; true: the flag was given without its value. */
  readonly text: string | true | null
  /** Another variable that gives the same value, so that it is not known which of the two is meant. */
  readonly also?: string
}

const sourceOf = (f: Flag<unknown>, parser: Command, env: Environment): Source => {
  const key = new Option(f.usage).attributeName()
  if (parser.getOptionValueSource(key) === 'cli') {
    const text: string | true = isToggle(f) ? 'true' : parser.getOptionValue(key)
    return { name: f.name, given: true, text }
  }
  // An empty variable is none: compose files leave a setting out in this way.
  const [text, held] = [env[f.variable], f.secretVariable && env[f.secretVariable]]
  if (held) return { name: f.secretVariable!, given: true, text: held, ...(text && { also: f.variable }) }
  return text ? { name: f.variable, given: true, text } : { name: f.name, given: false, text: f.byDefault }
}

/** The first word. Behind an unknown flag a word may be either's: that flag is the problem then, and no operand is missed. */
const operandSource = (f: Flag<unknown>, [text]: readonly string[], unknown: readonly string[]): Source => ({
  name: f.name,
  given: text !== undefined,
  text: text ?? (unknown.length > 0 ? null : true),
})

/** A value that is taken, and what its user should know of it all the same. */
const taken = (value: unknown): Either<string, Secret> => right({ value, warning: null })

const decode = (f: Flag<unknown>, { name, text, also }: Source, read: ReadText): Either<string, Secret> => {
  if (text === null) return taken(null)
  if (text === true) return left(`${name}: needs a value, ${f.secretVariable ? 'a path' : f.codec.name}`)
  if (also !== undefined) return left(`${name} and ${also}: both are set, and one of them can be meant`)
  if (name === f.secretVariable) return pipe(decodeSecret(f.codec, name, text), chain(taken))
  if (f.secretVariable !== undefined) return readSecret(f.codec, name, text, read)
  return pipe(
    f.codec.decode(text),
    mapLeft(() => `${name}: ${quoted(text)} is not ${f.codec.name}`),
    chain(taken),
  )
}

const quoted = (text: string): string => JSON.stringify(text.length > 100 ? `${text.slice(0, 100)}...` : text)
