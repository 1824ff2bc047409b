import { describe, expect, it } from 'vitest'
import { type Books, checkBooks } from '../../src/checkpoint/books.ts'

const BOOKS: Books = {
  partition: 3,
  fromOffset: 100,
  toOffset: 112,
  records: 12,
  events: 10,
  deadLetters: 2,
  openPairsBefore: 7,
  heldPairs: 50,
  resultPairs: 40,
  correctionPairs: 6,
  openPairsAfter: 11,
  unpairedBefore: 4,
  sessionEvents: 9,
  completedSessions: 3,
  unmatchedSessions: 2,
  unpairedAfter: 5,
}

describe('checkBooks (T8, S5)', () => {
  it('is content with books that balance', () => {
    checkBooks(BOOKS)
    checkBooks({ ...BOOKS, records: 0, events: 0, deadLetters: 0, heldPairs: 0, openPairsBefore: 57 })
  })

  it.each(['records', 'events', 'deadLetters'] as const)('stops where %s are one too many or too few', (name) => {
    for (const error of [1, -1])
      expect(() => checkBooks({ ...BOOKS, [name]: BOOKS[name] + error })).toThrow(
        /^partition 3, offsets 100 to 112: \d+ records, but \d+ events \+ \d+ dead letters$/,
      )
  })

  it.each([
    'openPairsBefore',
    'heldPairs',
    'resultPairs',
    'correctionPairs',
    'openPairsAfter',
  ] as const)('stops where %s are one too many or too few', (name) => {
    for (const error of [1, -1])
      expect(() => checkBooks({ ...BOOKS, [name]: BOOKS[name] + error })).toThrow(
        /^partition 3, offsets 100 to 112: \d+ pairs open before \+ \d+ held, but \d+ in results \+ \d+ in corrections \+ \d+ still open$/,
      )
  })

  it.each([
    'unpairedBefore',
    'sessionEvents',
    'completedSessions',
    'unmatchedSessions',
    'unpairedAfter',
  ] as const)('stops where %s are one too many or too few', (name) => {
    for (const error of [1, -1])
      expect(() => checkBooks({ ...BOOKS, [name]: BOOKS[name] + error })).toThrow(
        /^partition 3, offsets 100 to 112: \d+ starts and ends unpaired before \+ \d+ that came, but 2 x \d+ in completed sessions \+ \d+ unmatched \+ \d+ still unpaired$/,
      )
  })

  it('stops with an error of its own name', () => {
    expect(() => checkBooks({ ...BOOKS, records: 0 })).toThrow(expect.objectContaining({ name: 'BooksError' }))
  })
})
