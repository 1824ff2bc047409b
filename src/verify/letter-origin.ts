import type { Header } from '../log/record-batch.ts'

/** What a dead letter's headers say of where it came from, read by their names. */
export interface LetterOrigin {
  readonly topic: string
  readonly partition: string
  /** NaN where the header is no whole number from 0 on. */
  readonly offset: number
  readonly reason: string
  /** Empty in letters from before 0.2. */
  readonly group: string
}

/** Empty texts where a header is missing: anyone can write to a topic. */
export const letterOrigin = (headers: readonly Header[]): LetterOrigin => {
  const read = (name: string) => headers.findLast(({ key }) => key === name)?.value?.toString('utf8') ?? ''
  return {
    topic: read('__connect.errors.topic'),
    partition: read('__connect.errors.partition'),
    offset: wholeNumber(read('__connect.errors.offset')),
    reason: read('tideline.reason'),
    group: read('tideline.group'),
  }
}

const wholeNumber = (digits: string): number => {
  const number = /^\d+$/.test(digits) ? Number(digits) : Number.NaN
  return Number.isSafeInteger(number) ? number : Number.NaN
}
