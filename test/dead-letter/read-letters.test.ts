import { describe, expect, it } from 'vitest'
import { headersOfOrigin } from '../../src/dead-letter/headers.ts'
import { type Letter, matchingLetters, readLetters } from '../../src/dead-letter/read-letters.ts'
import { batchOf } from '../support/events.ts'
import { letterWith, originWith } from './letters.ts'

const RANGES = [{ partition: 3, startOffset: 7, endOffset: 9 }]

const all = async (letters: AsyncIterable<Letter>) => {
  const found: Letter[] = []
  for await (const letter of letters) found.push(letter)
  return found
}

describe('reading letters', () => {
  it('gives each its place, its time, its origin and its bytes, as copies', async () => {
    const [key, value] = [Buffer.from('key'), Buffer.from('value')]
    const origin = originWith()
    const headers = headersOfOrigin(origin)([{ key: 'trace', value: Buffer.from('a') }], origin)
    const read = async function* () {
      yield { partition: 3, batch: batchOf([value, null], { baseOffset: 7, key, headers, timestampMs: 5 }) }
      for (const bytes of [key, value, ...headers.map((header) => header.value!)]) bytes.fill(0)
    }
    const letters = await all(readLetters({ read }, 'events_dlq', RANGES))
    expect(letters).toMatchObject([
      { topic: 'events_dlq', partition: 3, offset: 7, appendedMs: 5, value: Buffer.from('value') },
      { topic: 'events_dlq', partition: 3, offset: 8, appendedMs: 5, value: null },
    ])
    expect(letters[0]).toMatchObject({ key: Buffer.from('key'), origin: { partition: 2, offset: 1041 } })
    expect(letters[0]!.headers[0]).toEqual({ key: 'trace', value: Buffer.from('a') })
  })

  it('stops at the last letter that is asked for, and lets go of the log', async () => {
    let isLetGo = false
    const letters = async function* () {
      try {
        for (let offset = 0; offset < 5; offset++) yield letterWith({ offset })
        throw new Error('read further than asked')
      } finally {
        isLetGo = true
      }
    }
    const isOdd = ({ offset }: Letter) => offset % 2 === 1
    const found = await all(matchingLetters(letters(), isOdd, 2))
    expect([found.map(({ offset }) => offset), isLetGo]).toEqual([[1, 3], true])
  })
})
