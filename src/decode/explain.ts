import type * as t from 'io-ts'
import { EXPECTED } from '../event/event.ts'
import type { SchemaError } from './decode-failure.ts'
import { fieldHint, rootHint } from './hints.ts'

const MAX_ERRORS = 10
/** As a record may spell a name in many ways, there may be more. */
const MOST_LISTS = 256

/**
 * io-ts' errors as path, expectation and, where the cause is known, a hint. Not its PathReporter, which prints the value, and not its errors as they are, which keep
 * the whole value alive. Field names are the schema's own: no key of the record gets into a path, and into a hint only another spelling of
 * such a name. At most 10 errors. The same list for the same mistakes; keeps 256 of them.
 */
export const explain = (errors: t.Errors): readonly SchemaError[] => {
  const explained = new Map<string, SchemaError>()
  for (const { context } of errors) {
    // An intersection adds a step of its own, whose key is the member's position: no part of the path.
    const fields = context.slice(1).filter((_, i) => tagOf(context[i]) !== 'IntersectionType')
    const path = ['$', ...fields.map((entry) => entry.key)].join('.')
    const name = context.at(-1)?.type.name ?? ''
    if (explained.size < MAX_ERRORS && !explained.has(path)) {
      const [root, given] = [context[0]?.actual, context.at(-1)?.actual]
      const hint = fields.length === 0 ? rootHint(root) : fieldHint(name, given, root)
      const expected = EXPECTED[name] ?? EXPECTED.Event!
      explained.set(path, hint === undefined ? { path, expected } : { path, expected, hint })
    }
  }
  return theSame([...explained.values()])
}

/** By all that they say. */
const known = new Map<string, readonly SchemaError[]>()

/** The list that said the same before, where it is known: a producer has its one or two mistakes, and whoever writes them down does so once. */
const theSame = (errors: readonly SchemaError[]): readonly SchemaError[] => {
  let says = ''
  for (const { path, expected, hint } of errors) says += `${path}\0${expected}\0${hint ?? ''}\0`
  const before = known.get(says)
  if (before !== undefined) return before
  if (known.size === MOST_LISTS) known.clear()
  known.set(says, errors)
  return errors
}

const tagOf = (entry: t.ContextEntry | undefined): unknown =>
  entry && '_tag' in entry.type ? entry.type._tag : undefined
