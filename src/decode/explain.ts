import type * as t from 'io-ts'
import { EXPECTED } from '../event/event.ts'
import type { SchemaError } from './decode-failure.ts'
import { fieldHint, rootHint } from './hints.ts'

const MAX_ERRORS = 10

/**
 * io-ts' errors as path, expectation and, where the cause is known, a hint. Not its PathReporter, which prints the value, and not its errors as they are, which keep
 * the whole value alive. Field names are the schema's own: no key of the record gets into a path, and into a hint only another spelling of
 * such a name. At most 10 errors.
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
  return [...explained.values()]
}

const tagOf = (entry: t.ContextEntry | undefined): unknown =>
  entry && '_tag' in entry.type ? entry.type._tag : undefined
