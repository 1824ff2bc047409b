import type { Reason } from '../event/reason.ts'
import type { DeadLetter } from './dead-letter.ts'
import { failureText } from './error-text.ts'
import { originOf } from './headers.ts'

/** A dead letter in a line: where its record lies, and what was wrong with it. */
export interface LetterInShort {
  /** The record's own place, in the topic of events. */
  readonly topic: string
  readonly partition: number
  readonly offset: number
  readonly reason: Reason
  readonly tenant: string | null
  /** At most 200 characters. */
  readonly error: string
}

const MOST_CHARACTERS = 200

/** The last letters of many, the latest first. */
export const lastInShort = (letters: readonly DeadLetter[], most: number): readonly LetterInShort[] =>
  letters.slice(-most).reverse().flatMap(inShort)

const inShort = ({ reason, tenant, record }: DeadLetter): readonly LetterInShort[] => {
  const origin = originOf(record.headers)
  if (origin === null) return []
  const { topic, partition, offset, errors } = origin
  return [{ topic, partition, offset, reason, tenant, error: cut(failureText(reason, errors)) }]
}

const cut = (text: string): string =>
  text.length <= MOST_CHARACTERS ? text : `${text.slice(0, MOST_CHARACTERS - 3).toWellFormed()}...`
