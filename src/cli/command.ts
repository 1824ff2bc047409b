import { type CommandLine, type GivenBy, invocation } from '../config/command-line.ts'
import type { ConfigOf, FlagTable } from '../config/flag.ts'
import { EXIT_USAGE } from '../config/refusal.ts'
import { type Environment, readConfig } from '../config.ts'
import { failureOf } from './failure.ts'
import { plainText } from './plain-text.ts'
import { readText } from './read-text.ts'
import { settingsText } from './settings-text.ts'

const LONGEST_LINE = 2_000

/** A command line and what it does. `run` imports adapters, RxJS and the like itself: `--help` must not wait for them. */
export interface Command<T extends FlagTable> extends CommandLine<T> {
  readonly run: (config: ConfigOf<T>, givenBy: GivenBy<T>) => Promise<void>
}

/**
 * Runs one command to its end: help, or with `--check` its settings, on standard output and exit 0, every problem of the settings on
 * standard error and exit 2, a failure (failure.ts) on standard error and its exit code, else exit 0 as soon as nothing keeps the process
 * alive.
 */
export const runCommand = async <T extends FlagTable>(
  command: Command<T>,
  args: readonly string[] = process.argv.slice(2),
  env: Environment = process.env,
): Promise<void> => {
  endQuietlyOnClosedPipe()
  const read = readConfig(command, args, env, readText)
  switch (read.kind) {
    case 'help':
      process.stdout.write(read.text)
      return
    case 'problems':
      refuseUsage(read.problems, command.name)
      return
    case 'check':
      tell(read.warnings)
      process.stdout.write(`${settingsText(read, command.name)}\n`)
      return
    case 'config':
      tell(read.warnings)
      await runToItsEnd(() => command.run(read.config, read.givenBy))
  }
}

/** One of a command's commands, with its flags and help. */
export interface Subcommand {
  readonly summary: string
  readonly start: (args: readonly string[]) => Promise<void>
}

export const subcommand = <T extends FlagTable>(command: Command<T>): Subcommand => ({
  summary: command.summary,
  start: (args) => runCommand(command, args),
})

/** A command made of several, picked by its first word (`dlq ls`). */
export const runSubcommand = async (
  script: string,
  subcommands: Readonly<Record<string, Subcommand>>,
  args: readonly string[] = process.argv.slice(2),
): Promise<void> => {
  const [word = '', ...rest] = args
  const chosen = Object.hasOwn(subcommands, word) ? subcommands[word] : undefined
  if (chosen !== undefined) return chosen.start(rest)
  const list = Object.entries(subcommands).map(([name, { summary }]) => `  ${name.padEnd(10)} ${summary}\n`)
  if (word === '--help' || word === '-h') {
    process.stdout.write(`Usage: ${invocation(script)} COMMAND [flags]\n\nCommands:\n${list.join('')}`)
  } else {
    const names = Object.keys(subcommands).join(', ')
    refuseUsage([`${JSON.stringify(word)} is not a command of ${script}, which are: ${names}`], script)
  }
}

/** One line each, whatever a file of settings may hold. */
const tell = (lines: readonly string[]): void => {
  for (const line of lines) process.stderr.write(`${plainText(line, LONGEST_LINE)}\n`)
}

const refuseUsage = (problems: readonly string[], name: string): void => {
  tell([...problems, `${invocation(name)} --help lists the flags.`])
  process.exitCode = EXIT_USAGE
}

const runToItsEnd = async (run: () => Promise<void>): Promise<void> => {
  try {
    await run()
  } catch (error) {
    const { text, exitCode } = failureOf(error)
    process.stderr.write(`${text}\n`)
    // What a failed command left open must not keep its process alive.
    process.exit(exitCode)
  }
}

/** `| head` closes our standard output while we write: the end that its user asked for. */
const endQuietlyOnClosedPipe = (): void => {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0)
    throw error
  })
}
