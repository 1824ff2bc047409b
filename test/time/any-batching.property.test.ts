import fc from 'fast-check'
import { from } from 'rxjs'
import { describe, expect, it } from 'vitest'
import type { Output } from '../../src/checkpoint/output.ts'
import type { SavedPartition } from '../../src/checkpoint/saved-partition.ts'
import { originOf } from '../../src/dead-letter/headers.ts'
import { barrier } from '../../src/log/barrier.ts'
import { type PipelineOptions, partitionPipeline } from '../../src/pipeline.ts'
import { batchOf, delivery, eventJson } from '../support/events.ts'
import { SavedOverTime } from '../support/saved.ts'

const OPTIONS: PipelineOptions = {
  maxFutureMs: 0,
  topic: 'events',
  partition: 0,
  deadLetterPartitions: 1,
  graceMs: 2_000,
  window: { sizeMs: 10_000, stepMs: 2_000 },
  sessionTimeoutMs: 30_000,
  maxOpenSessions: 3,
}

/** The values of a log: mostly events of few tenants and sessions, out of order; some that are no events. */
const logs = fc
  .array(
    fc.record({
      forwardMs: fc.oneof({ weight: 15, arbitrary: fc.nat(1_500) }, { weight: 1, arbitrary: fc.nat(200_000) }),
      behindMs: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat(15_000) }),
      tenant_id: fc.constantFrom('a', 'b', '__proto__'),
      event_type: fc.constantFrom('view', 'session_start', 'session_end'),
      session_id: fc.constantFrom('x', 'y'),
      bad: fc.oneof(
        { weight: 9, arbitrary: fc.constant(null) },
        { weight: 1, arbitrary: fc.constantFrom('', '{', '[]') },
      ),
    }),
    { maxLength: 80, size: 'max' },
  )
  .map((steps) => {
    let nowMs = 20_000
    return steps.map(({ forwardMs, behindMs, tenant_id, event_type, session_id, bad }) => {
      nowMs += forwardMs
      return bad ?? eventJson(nowMs - behindMs, { tenant_id, event_type, payload: { session_id } })
    })
  })

/** How many records each batch holds, 0 too, and whether a commit is asked for behind it. */
const batchings = fc.array(fc.record({ records: fc.nat(9), commit: fc.boolean() }), { maxLength: 40, size: 'max' })

/** Rows as text: results and corrections by window, the others in their order; corrections are sums (T12). */
interface Rows {
  readonly results: string[]
  readonly corrections: Map<string, number>
  readonly sessions: string[]
  readonly deadLetters: string[]
  events: number
}

const note = (rows: Rows, output: Output): void => {
  switch (output.kind) {
    case 'window-count':
      rows.results.push(JSON.stringify(output))
      break
    case 'late':
      for (let i = 0; i < output.windows; i++) {
        const startMs = output.firstWindowMs + i * OPTIONS.window.stepMs
        const key = JSON.stringify([startMs, output.event.tenant, output.event.type])
        rows.corrections.set(key, (rows.corrections.get(key) ?? 0) + 1)
      }
      break
    case 'completed-session':
    case 'unmatched-session':
      rows.sessions.push(JSON.stringify(output))
      break
    case 'dead-letter':
      rows.deadLetters.push(`${originOf(output.record.headers)?.offset} ${output.reason}`)
      break
  }
}

/** Runs values from an offset on as one batch, and gives the state behind it as a checkpoint would hold it. */
const run = (values: readonly string[], baseOffset: number, rows: Rows, restored?: SavedPartition): SavedPartition => {
  const savings = new SavedOverTime(restored ?? {})
  const state: Record<string, unknown> = { openPairs: 0, beginsMidway: false }
  from([delivery(batchOf(values, { baseOffset }))])
    .pipe(partitionPipeline(OPTIONS, restored))
    .subscribe((output) => {
      note(rows, output)
      if (output.kind === 'windows-at-barrier') {
        state.windows = savings.windows(output, OPTIONS.window)
        rows.events += output.events
      }
      if (output.kind === 'sessions-at-barrier') state.sessions = savings.sessions(output)
      if (output.kind === 'barrier') state.clock = output.clock
    })
  return JSON.parse(JSON.stringify(state)) as SavedPartition
}
const noRows = (): Rows => ({ results: [], corrections: new Map(), sessions: [], deadLetters: [], events: 0 })
const sorted = (rows: Rows) => ({ ...rows, results: rows.results.toSorted() })

describe('the same records give the same rows (T12)', () => {
  it('however the process is killed between them', () => {
    fc.assert(
      fc.property(logs, batchings, (values, batching) => {
        const whole = noRows()
        run(values, 0, whole)
        const parts = noRows()
        let restored: SavedPartition | undefined
        let offset = 0
        for (const { records } of [...batching, { records: values.length }]) {
          restored = run(values.slice(offset, offset + records), offset, parts, restored)
          offset = Math.min(offset + records, values.length)
        }
        expect(sorted(parts)).toEqual(sorted(whole))
        expect(parts.events + parts.deadLetters.length).toBe(values.length) // T8
      }),
      { numRuns: 250 },
    )
  })

  it('however they are batched, with barriers of other causes between', () => {
    fc.assert(
      fc.property(logs, batchings, (values, batching) => {
        const [whole, parts] = [noRows(), noRows()]
        run(values, 0, whole)
        let offset = 0
        const input = [...batching, { records: values.length, commit: false }].flatMap(({ records, commit }) => {
          const batch = batchOf(values.slice(offset, offset + records), { baseOffset: offset })
          offset = Math.min(offset + records, values.length)
          return commit ? [delivery(batch), barrier('commit')] : [delivery(batch)]
        })
        from(input)
          .pipe(partitionPipeline(OPTIONS))
          .subscribe((output) => note(parts, output))
        expect({ ...sorted(parts), events: whole.events }).toEqual(sorted(whole))
      }),
      { numRuns: 250 },
    )
  })
})
