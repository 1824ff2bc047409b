import { identity } from 'fp-ts/lib/function.js'
import * as t from 'io-ts'

/**
 * A codec from the text of a flag to a value of `target`. Its name is what it expects, in the words that end "... is not";
 * `read` answers null to what is not that.
 */
export const textCodec = <A>(expected: string, target: t.Type<A>, read: (text: string) => A | null) =>
  new t.Type<A, A, string>(
    expected,
    target.is,
    (text, context) => {
      const value = read(text)
      return value === null ? t.failure(text, context) : t.success(value)
    },
    identity,
  )
