import { describe, expect, it } from 'vitest'
import { invalidRecords, invalidRecordsText } from '../../src/checkpoint/invalid-records.ts'
import type { DeadLetter } from '../../src/dead-letter/dead-letter.ts'
import { headersOfOrigin, type Origin } from '../../src/dead-letter/headers.ts'
import type { Reason } from '../../src/event/reason.ts'
import { deadLetter, pendingOf, START } from '../support/outputs.ts'

const withHeaders = headersOfOrigin({ topic: 'events', partition: 4 })
const letter = (offset: number, reason: Reason, errors: Origin['errors'] = []): DeadLetter => {
  const { record, ...rest } = deadLetter(0, reason)
  return { ...rest, record: { ...record, headers: withHeaders([], { offset, reason, errors }) } }
}
const NO_TYPE = { path: '$.event_type', expected: 'a text' }
const RENAMED = { path: '$.tenant_id', expected: 'a text', hint: 'tenant_id is missing, tenantId is there' }

const seen = (letters: readonly DeadLetter[], before = { records: 0, deadLetters: 0 }) => {
  const records = letters.length + 1
  const together = { records: before.records + records, deadLetters: before.deadLetters + letters.length }
  return invalidRecords({ ...pendingOf(...letters), records, nextOffset: 90 }, START, together, 0.25)
}

describe('invalidRecords', () => {
  it('has the most frequent reason first, with the first of its records', () => {
    const { reasons, example } = seen([letter(7, 'empty'), letter(8, 'bad_json'), letter(9, 'bad_json')])
    expect(reasons).toEqual([
      { reason: 'bad_json', deadLetters: 2 },
      { reason: 'empty', deadLetters: 1 },
    ])
    expect(example).toEqual({ topic: 'events', partition: 4, offset: 8 })
  })

  it('has what is wrong most often with those that break the schema, with its hint', () => {
    const unknownWhy = { path: RENAMED.path, expected: RENAMED.expected }
    const { schemaError } = seen([
      letter(0, 'schema', [unknownWhy]),
      ...[letter(1, 'schema', [NO_TYPE]), letter(2, 'schema', [RENAMED]), letter(3, 'schema', [RENAMED, NO_TYPE])],
      ...[letter(4, 'bad_json'), letter(5, 'schema', [RENAMED])],
    ])
    expect(schemaError).toEqual(RENAMED)
  })

  it('knows no example where headers say none', () => {
    expect(seen([deadLetter(1)])).toMatchObject({ schemaError: null, example: null })
  })
})

describe('invalidRecordsText', () => {
  const three = [letter(7, 'schema', [RENAMED]), letter(8, 'schema', [RENAMED]), letter(9, 'empty')]

  it('says what was seen, what is wrong with it, where to look and what to do', () => {
    expect(invalidRecordsText(seen(three), false)).toBe(
      'partition 0, offsets 0 to 90: 3 of 4 records (75%) are no events. --max-invalid allows 25%: nothing of it is committed, and none of ' +
        'them is a dead letter yet. Seen: schema 2, empty 1; most often $.tenant_id: expected a text (tenant_id is missing, tenantId is ' +
        'there). One is topic events, partition 4, offset 7. Mend what produces them. A live pipeline tries again by itself, and goes on ' +
        'only where good records that came meanwhile fit into the same commit; to make dead letters of them, run it with --force',
    )
  })

  it('says the same where it is forced, and with which commits it was judged', () => {
    expect(invalidRecordsText(seen(three, { records: 996, deadLetters: 800 }), true)).toBe(
      'partition 0, offsets 0 to 90: 3 of 4 records (75%) are no events, 803 of 1000 records (80.3%) with the commits before, too small to ' +
        'judge alone. --max-invalid allows 25%: they are dead letters now all the same, as --force wants. Seen: schema 2, empty 1; most often ' +
        '$.tenant_id: expected a text (tenant_id is missing, tenantId is there). One is topic events, partition 4, offset 7. Look at them ' +
        'with npm run dlq -- ls, and mend what produces them',
    )
  })
})
