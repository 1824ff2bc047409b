import { Argument, Command, Option } from 'commander'
import { type Either, isLeft } from 'fp-ts/lib/Either.js'
import { type CommandLine, type Given, type GivenBy, invocation } from './config/command-line.ts'
import { decodeSetting } from './config/decode-setting.ts'
import { type EffectiveSetting, effectiveSetting } from './config/effective-setting.ts'
import { type ConfigOf, type Flag, type FlagTable, isOperand, isToggle, optional } from './config/flag.ts'
import { KNOWN_SETTINGS, settingsOf } from './config/known-settings.ts'
import { nearestName } from './config/nearest-name.ts'
import { Path } from './config/paths-and-times.ts'
import { quoted } from './config/quoted.ts'
import { type Environment, type Source, sourceOf } from './config/setting-source.ts'
import { readSettingsFile, SETTINGS_FILE, type SettingsFile, unknownSettings } from './config/settings-file.ts'
import { noFiles, type ReadText } from './config/text-file.ts'
import { withoutLogin } from './config/without-login.ts'

export type { Environment } from './config/setting-source.ts'

/** A command's Config, and where it came from. */
export interface Configured<T extends FlagTable> {
  readonly config: ConfigOf<T>
  readonly givenBy: GivenBy<T>
  /** What its user should know of values that are taken, a line each. */
  readonly warnings: readonly string[]
}

export type ReadConfig<T extends FlagTable> =
  | ({ readonly kind: 'config' } & Configured<T>)
  /** `--check`: all settings, and the file that some of them may come from. */
  | ({
      readonly kind: 'check'
      readonly settings: readonly EffectiveSetting[]
      readonly file: string | null
    } & Configured<T>)
  | { readonly kind: 'help'; readonly text: string }
  | { readonly kind: 'problems'; readonly problems: readonly string[] }

const FILE = optional('--config <path>', Path, `${SETTINGS_FILE}, where there is one`, 'a file of settings')

/**
 * Reads a command's Config from its arguments, an environment and a file of settings; a flag wins over its variable, that over the file,
 * that over the default.
 *
 * Commander splits the arguments, the flags' codecs decode them, and every problem is listed at once: flag, variable or file and key, value,
 * and what was expected. Prints nothing, looks at no environment but the one given, and reads only the file of settings and what secrets are
 * in, through `read`; `--help` anywhere wins over everything.
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
  const found = settingsFile(flagSource(FILE, parser) ?? sourceOf(FILE, env, null), read)
  const file = isLeft(found) ? null : found.right
  if (isLeft(found)) problems.push(found.left)
  if (file !== null) problems.push(...unknownSettings(file, [...KNOWN_SETTINGS, ...settingsOf(line.flags)]))

  const config: Record<string, unknown> = {}
  const givenBy: Record<string, string> = {}
  const warnings: string[] = []
  const settings: EffectiveSetting[] = []
  for (const [key, f] of Object.entries(line.flags)) {
    const source =
      f === awaited ? operandSource(f, operands, unknown) : (flagSource(f, parser) ?? sourceOf(f, env, file))
    if (source.from !== 'default') givenBy[key] = source.name
    settings.push(effectiveSetting(f, source))
    const decoded = decodeSetting(f, source, read)
    if (isLeft(decoded)) problems.push(decoded.left)
    else {
      config[key] = decoded.right.value
      if (decoded.right.warning !== null) warnings.push(decoded.right.warning)
    }
  }
  const given = { config, givenBy } as Given<T>
  problems.push(...(line.check?.(given) ?? []))
  if (problems.length > 0) return { kind: 'problems', problems }
  warnings.push(...(line.warn?.(given) ?? []))
  const configured = { config: config as ConfigOf<T>, givenBy: givenBy as GivenBy<T>, warnings }
  if (parser.getOptionValue('check') !== true) return { kind: 'config', ...configured }
  return { kind: 'check', settings, file: file === null ? null : file.path, ...configured }
}

const settingsFile = (source: Source, read: ReadText): Either<string, SettingsFile | null> => {
  const path = decodeSetting(FILE, source, read)
  if (isLeft(path)) return path
  return readSettingsFile(path.right.value as string | null, read)
}

const parserOf = (name: string, summary: string, flags: FlagTable): Command => {
  const [operands, options] = [true, false].map((is) => Object.values(flags).filter((f) => isOperand(f) === is))
  const usage = [...operands!.map((f) => f.name), '[flags]'].join(' ')
  const command = new Command(invocation(name)).description(summary).usage(usage).helpOption(false)
  for (const f of operands!) command.addArgument(new Argument(f.usage, f.help))
  for (const f of [...options!, FILE]) command.addOption(optionOf(f))
  return command
    .addOption(new Option('--check', 'show every setting with where it came from, and do nothing else'))
    .addOption(new Option('-h, --help', 'show this'))
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
      const name = word.split('=')[0]!
      const known = [...Object.values(flags).map((f) => f.name), FILE.name, '--check', '--help']
      if (known.includes(name)) return [`${quoted(withoutLogin(word))}: ${name} takes no value`]
      const nearest = nearestName(name, known)
      return [`${name}: unknown flag${nearest === null ? '' : `; is ${nearest} meant?`}`]
    }
    return isFlag(words[i - 1] ?? '') ? [] : [`${quoted(withoutLogin(word))}: stray argument, ${expected}`]
  })
}

const isFlag = (word: string): boolean => word.length > 1 && word.startsWith('-')

const flagSource = (f: Flag<unknown>, parser: Command): Source | null => {
  const key = new Option(f.usage).attributeName()
  if (parser.getOptionValueSource(key) !== 'cli') return null
  return { from: 'flag', name: f.name, text: isToggle(f) ? 'true' : parser.getOptionValue(key) }
}

/** The first word. Behind an unknown flag a word may be either's: that flag is the problem then, and no operand is missed. */
const operandSource = (f: Flag<unknown>, [text]: readonly string[], unknown: readonly string[]): Source => {
  if (text === undefined && unknown.length > 0) return { from: 'default', name: f.name, text: null }
  return { from: 'flag', name: f.name, text: text ?? true }
}
