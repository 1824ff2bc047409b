import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { eventJson } from '../support/events.ts'
import { MemoryLog } from '../support/memory-log.ts'
import { type MemoryRun, newDisk, runInMemory } from '../support/memory-run.ts'
import { SHAPE } from '../support/outputs.ts'
import { explain } from './memory-fixture.ts'

interface Recorded {
  /** null: no event. */
  readonly timeMs: number | null
  readonly tenant: string
}

/** Coarse, so that many lie on a boundary. */
const halfSeconds = (min: number, max: number) => fc.integer({ min, max }).map((n) => n * 500)

const recorded: fc.Arbitrary<Recorded> = fc.record({
  timeMs: fc.option(halfSeconds(40, 120), { freq: 8 }),
  tenant: fc.constantFrom('a', 'a', 'b'),
})

/** Runs to the end, one after the other, of what was appended before each. */
const processed = async (runs: readonly (readonly Recorded[])[], graceMs: number, rows: number): Promise<MemoryRun> => {
  const [log, disk] = [new MemoryLog(), newDisk()]
  let last: MemoryRun | undefined
  for (const run of runs) {
    log.append(run.map(({ timeMs, tenant }) => (timeMs === null ? '{' : eventJson(timeMs, { tenant_id: tenant }))))
    last = runInMemory({ log, disk, graceMs, rows, untilEnd: true, batchSize: () => 3 })
    await last.ended
  }
  return last!
}

const EVERY_WINDOW = Array.from({ length: 50 }, (_, i) => i * SHAPE.stepMs)

/** Which of its windows each event came too late for, and where the window was closed: by a record, or behind those of a run. */
const bruteForce = (runs: readonly (readonly Recorded[])[], graceMs: number, startMs: number) => {
  let [streamMs, closedToMs, offset] = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY, 0]
  const endMs = startMs + SHAPE.sizeMs
  let closed: { readonly by: 'record' | 'end'; readonly offset: number } | null = null
  const events: { offset: number; missed: number[] }[] = []
  for (const run of runs) {
    for (const { timeMs, tenant } of run) {
      if (timeMs !== null) {
        streamMs = Math.max(streamMs, timeMs)
        closedToMs = Math.max(closedToMs, streamMs - graceMs)
        if (closedToMs >= endMs) closed ??= { by: 'record', offset }
        if (tenant === 'a' && timeMs >= startMs && timeMs < endMs)
          events.push({
            offset,
            missed: EVERY_WINDOW.filter(
              (ms) => timeMs >= ms && timeMs < ms + SHAPE.sizeMs && ms + SHAPE.sizeMs <= closedToMs,
            ),
          })
      }
      offset++
    }
    if (streamMs >= 0)
      closedToMs = Math.max(closedToMs, Math.floor(streamMs / SHAPE.stepMs) * SHAPE.stepMs + SHAPE.sizeMs)
    if (closedToMs >= endMs) closed ??= { by: 'end', offset }
  }
  return { events, closed }
}

describe('an explanation', { timeout: 60_000 }, () => {
  it('lists every event with the windows that it missed, and names the record or the end that closed the window', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(recorded, { maxLength: 20 }), { minLength: 1, maxLength: 3 }),
        halfSeconds(0, 10),
        fc.integer({ min: 1, max: 20 }),
        fc.integer({ min: 8, max: 30 }),
        async (runs, graceMs, rows, step) => {
          const startMs = step * SHAPE.stepMs
          const memory = await processed(runs, graceMs, rows)
          const { partitions } = await explain(memory, { startMs, graceMs })
          const [answer] = partitions
          const { events, closed } = bruteForce(runs, graceMs, startMs)
          expect(partitions).toHaveLength(1)
          expect(answer!.events.map(({ offset, missed }) => ({ offset, missed }))).toEqual(events)
          expect(answer!.late).toBe(events.filter(({ missed }) => missed.includes(startMs)).length)
          expect(answer!.counted + answer!.late).toBe(events.length)
          expect(answer!.doubts).toEqual([])
          const { state } = answer!
          if (closed === null) expect(['open', 'unread']).toContain(state.kind)
          else if (closed.by === 'record')
            expect(state).toMatchObject({ kind: 'closed-by-record', record: { offset: closed.offset } })
          else if (answer!.counted > 0) {
            expect(state).toMatchObject({ kind: 'closed-otherwise', byUntilEnd: true })
            if (state.kind !== 'closed-otherwise') return
            expect(state.fromOffset).toBeLessThanOrEqual(closed.offset)
            expect(state.toOffset).toBeGreaterThanOrEqual(closed.offset)
          }
        },
      ),
      { numRuns: 100 },
    )
  })
})
