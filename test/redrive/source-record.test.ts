import { hash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { sourceRecord } from '../../src/redrive/source-record.ts'
import { originWith } from '../dead-letter/letters.ts'
import { redriveLog } from './redrive-fixture.ts'

const { newLog } = redriveLog()
const value = Buffer.from('the whole value')
const headers = [{ key: 'h', value: Buffer.from('v') }]
const source = (over = {}) =>
  originWith({ partition: 0, offset: 1, truncated: true, sha256: hash('sha256', value), ...over })

describe('sourceRecord', () => {
  it('is the record that the letter was made of, or nothing', async () => {
    const log = await newLog()
    const record = { partition: 0, headers, timestampMs: 1 }
    await log.append('events', [
      { ...record, key: null, value: null },
      { ...record, key: Buffer.from('k'), value },
      { ...record, key: Buffer.from('k'), value: Buffer.from('another') },
    ])
    expect(await sourceRecord(log, source())).toEqual({ key: Buffer.from('k'), value, headers })
    const { sha256: _, ...ofNull } = source({ offset: 0 })
    expect(await sourceRecord(log, ofNull)).toEqual({ key: null, value: null, headers })
    for (const gone of [
      { offset: 2 },
      { offset: 3 },
      { offset: 9_000 },
      { partition: 1 },
      { topic: 'gone' },
      { sha256: 'x' },
    ])
      expect(await sourceRecord(log, source(gone))).toBeUndefined()
    await log.close()
  })
})
