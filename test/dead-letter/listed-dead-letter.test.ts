import { describe, expect, it } from 'vitest'
import { listedDeadLetter } from '../../src/dead-letter/listed-dead-letter.ts'
import { deadLetterOf } from '../../src/dead-letter/to-dead-letters.ts'
import { batchOf, RECORD_TIME_MS, rejected, tenantId } from '../support/events.ts'

const letterOf = (value: string) => {
  const options = { topic: 'events', partition: 5, deadLetterPartitions: 4, group: 'tideline', build: '0.2.0' }
  const failure = { reason: 'schema', errors: [], tenant: tenantId('acme') } as const
  const make = deadLetterOf({ ...options, now: () => RECORD_TIME_MS, maxLetterBytes: 2_000 })
  const { record } = make({ ...rejected(batchOf([value], { baseOffset: 7 })), failure })
  return batchOf([record.value], { headers: record.headers })
}

describe('a listed dead letter', () => {
  it('has all that the letter says of its record', () => {
    expect(listedDeadLetter(letterOf('{'), 0)).toMatchObject({
      ...{ topic: 'events', partition: 5, offset: 7, reason: 'schema', errors: [], tenant: 'acme' },
      ...{ group: 'tideline', build: '0.2.0', attempt: 1, firstFailedAtMs: RECORD_TIME_MS },
      ...{ timestampMs: RECORD_TIME_MS, valueBytes: 1, value: Buffer.from('{').toString('base64') },
      sha256: '021fb596db81e6d02bf3d2586ee3981fe519f275c0ac9ca76bbcf2ebb4097d96',
    })
  })

  it('tells that it lacks the end of the value, and how long that was', () => {
    const { value, truncated, valueBytes, headers } = listedDeadLetter(letterOf('{'.repeat(3_000)), 0)
    expect({ truncated, valueBytes }).toEqual({ truncated: true, valueBytes: 3_000 })
    expect(headers['tideline.truncated']).toBe('value')
    expect(Buffer.from(value!, 'base64').length).toBeLessThan(2_000)
  })

  it("has no origin where it is somebody else's record", () => {
    const headers = [{ key: 'trace', value: null }]
    expect(listedDeadLetter(batchOf(['{'], { headers }), 0)).toEqual({
      value: Buffer.from('{').toString('base64'),
      headers: { trace: null },
    })
  })
})
