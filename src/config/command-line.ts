import type { ConfigOf, FlagTable } from './flag.ts'

/** What a command is called, takes and checks. */
export interface CommandLine<T extends FlagTable> {
  /** As typed after `npm run`, without the dashes between: `produce`, `dlq ls`. */
  readonly name: string
  readonly summary: string
  readonly flags: T
  /** What stands behind the command's name in a call that is worth a try. */
  readonly example?: string
  /** What is wrong with values that are each fine, one problem a line. */
  readonly check?: (given: Given<T>) => readonly string[]
  /** What its user should know of values that are each taken, one warning a line. */
  readonly warn?: (given: Given<T>) => readonly string[]
}

/** The values as far as they could be decoded, and the flag or variable that each was given by, if any. */
export interface Given<T extends FlagTable> {
  readonly config: Partial<ConfigOf<T>>
  readonly givenBy: GivenBy<T>
}

/** By a value's name in the Config: what it was given by. Who is not in it has its default. */
export type GivenBy<T extends FlagTable> = { readonly [K in keyof T]?: string }

/** How the command is started, up to its flags. */
export const invocation = (name: string): string => {
  const [script, ...words] = name.split(' ')
  return ['npm run', script, '--', ...words].join(' ')
}
