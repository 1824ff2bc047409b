import { of } from 'rxjs'
import { describe, expect, it } from 'vitest'
import type { DeadLetter } from '../src/dead-letter/dead-letter.ts'
import { originOf } from '../src/dead-letter/headers.ts'
import { type PipelineOptions, partitionPipeline } from '../src/pipeline.ts'
import { batchOf, delivery } from './support/events.ts'
import { jsonTestSuite } from './support/json-test-suite.ts'
import { SHAPE } from './support/outputs.ts'

const OPTIONS: PipelineOptions = {
  maxFutureMs: 300_000,
  topic: 'events',
  partition: 0,
  deadLetterPartitions: 1,
  graceMs: 2_000,
  window: SHAPE,
  sessionTimeoutMs: 60_000,
  maxOpenSessions: 100,
}

/** Bytes that the suite's own names say are no UTF-8, or begin with a byte order mark. In the valid cases they speak of something else. */
const NOT_UTF8 = /^[ni].*(utf-?8|utf-?16|latin|overlong|unicode_range|eacute|continuation)/i
const TOO_DEEP = /500_nested_arrays|100000_opening_arrays|open_array_object/

/** What each case has to be, by its name alone: none of them is an event. Where parsers may differ, those that are UTF-8 are JSON to ours. */
const dueReason = (name: string): string => {
  if (name === 'n_structure_no_data.json') return 'empty'
  if (NOT_UTF8.test(name)) return 'invalid_utf8'
  if (TOO_DEEP.test(name)) return 'too_deep'
  return name.startsWith('n') ? 'bad_json' : 'schema'
}

/** Runs records through all of a partition's stages: how many were events, and the letters of the others. */
const run = (values: readonly Buffer[]) => {
  const letters: DeadLetter[] = []
  let events = 0
  of(delivery(batchOf(values)))
    .pipe(partitionPipeline(OPTIONS))
    .subscribe((output) => {
      if (output.kind === 'dead-letter') letters.push(output)
      if (output.kind === 'windows-at-barrier') events = output.events
    })
  return { events, letters }
}

const cases = jsonTestSuite()

describe.skipIf(cases.length === 0)("the cases of JSONTestSuite in a partition's pipeline", () => {
  it('are dead letters one and all, each for its reason, its bytes untouched (E4, T8)', () => {
    const { events, letters } = run(cases.map(({ bytes }) => bytes))
    expect(events).toBe(0)
    expect(letters.map(({ record }) => originOf(record.headers))).toMatchObject(
      cases.map(({ name, bytes }, offset) => ({ offset, reason: dueReason(name), valueBytes: bytes.length })),
    )
    expect(letters.map(({ record }) => record.value)).toEqual(cases.map(({ bytes }) => bytes))
  })

  it.each(cases)('$name: the same alone', ({ name, bytes }) => {
    const { events, letters } = run([bytes])
    expect({ events, reasons: letters.map(({ reason }) => reason) }).toEqual({ events: 0, reasons: [dueReason(name)] })
  })
})
