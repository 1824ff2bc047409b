import { describe, expect, it } from 'vitest'
import type { DeadLetter } from '../../src/dead-letter/dead-letter.ts'
import { lastInShort } from '../../src/dead-letter/letter-in-short.ts'
import { deadLetterOf } from '../../src/dead-letter/to-dead-letters.ts'
import type { SchemaError } from '../../src/decode/decode-failure.ts'
import { batchOf, rejected, tenantId } from '../support/events.ts'
import { deadLetter } from '../support/outputs.ts'

const OPTIONS = { topic: 'events', partition: 3, deadLetterPartitions: 2 }
const letterAt = (offset: number, errors: readonly SchemaError[] = [], tenant?: string): DeadLetter =>
  deadLetterOf(OPTIONS)({
    ...rejected(batchOf(['{'], { baseOffset: offset })),
    failure: { reason: 'schema', errors, ...(tenant !== undefined && { tenant: tenantId(tenant) }) },
  })
const errorOf = (expected: string) => lastInShort([letterAt(1, [{ path: '$', expected }])], 1)[0]!.error

describe('lastInShort', () => {
  it('says of the last letters where their records lie and what was wrong, the latest first', () => {
    const errors = [
      { path: '$.timestamp', expected: 'a number', hint: 'leave out the quotes' },
      { path: '$.tenant_id', expected: 'a string' },
    ]
    expect(lastInShort([letterAt(7), letterAt(8, errors, '<b>'), letterAt(9)], 2)).toEqual([
      { topic: 'events', partition: 3, offset: 9, reason: 'schema', tenant: null, error: 'the JSON is not an event' },
      {
        ...{ topic: 'events', partition: 3, offset: 8, reason: 'schema', tenant: '<b>' },
        error: '$.timestamp: expected a number (leave out the quotes); $.tenant_id: expected a string',
      },
    ])
  })

  it('cuts what was wrong to 200 characters, and none of them in half', () => {
    const before = '$: expected '.length
    expect(errorOf('x'.repeat(200 - before))).toHaveLength(200)
    expect(errorOf('x'.repeat(201 - before))).toBe(`$: expected ${'x'.repeat(197 - before)}...`)
    const cut = errorOf(`${'x'.repeat(196 - before)}\u{1f600}${'x'.repeat(100)}`)
    expect([cut.length <= 200, cut.isWellFormed(), cut.endsWith('...')]).toEqual([true, true, true])
  })

  it('leaves out who does not say where it is from, and says nothing of none', () => {
    expect(lastInShort([deadLetter(3), letterAt(5)], 5).map(({ offset }) => offset)).toEqual([5])
    expect(lastInShort([], 5)).toEqual([])
  })
})
