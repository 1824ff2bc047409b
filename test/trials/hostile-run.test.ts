import { describe, expect, it } from 'vitest'
import { REASONS } from '../../src/event/reason.ts'
import { runHostile } from './hostile-run.ts'

/** `npm run hostile-records` runs a million. */
describe('hostile records in a partition', () => {
  it('are events or dead letters, one each, whose headers say what the record is (E4, T8)', {
    timeout: 120_000,
  }, () => {
    const { records, events, reasons, truncated, attempts, messages } = runHostile(50_000, 1)
    const letters = [...reasons.values()].reduce((sum, count) => sum + count, 0)
    expect(events + letters).toBe(records)
    expect(records).toBe(50_000)
    // They are hostile in every way that there is.
    expect(events).toBeGreaterThan(5_000)
    expect([...reasons.keys()].sort()).toEqual(REASONS.filter((reason) => reason !== 'crash_suspect').sort())
    expect([...truncated.keys()]).toEqual(expect.arrayContaining(['value', 'headers']))
    expect([...attempts.keys()].sort()).toEqual([1, 2, 3])
    // Texts are made of the schema's words: a record adds another spelling of them at most.
    expect(messages.size).toBeLessThan(500)
  })
})
