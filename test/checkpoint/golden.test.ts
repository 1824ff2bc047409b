import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { eventJson } from '../support/events.ts'
import { MemoryLog } from '../support/memory-log.ts'
import { newDisk, runInMemory } from '../support/memory-run.ts'
import { publishedOn, sorted, summedUp } from '../support/published.ts'

const GOLDEN = new URL('golden/', import.meta.url)
const pathOf = (sequence: number) => `.checkpoints/p0-00000${sequence}-golden.json`

/** Every form in which version 1 was ever written. They differ only in what nobody goes on from. */
const FIRST_FORMS = ['1', '1-books-beginning']

const session = (timeMs: number, event_type: string, session_id: string, tenant_id = 'a') =>
  eventJson(timeMs, { tenant_id, event_type, payload: { session_id } })

/** Leaves something of everything in the state: open windows, late pairs, an open session, a waiting end, totals, hostile names. */
const BEFORE = [
  session(1_000, 'session_start', 's1'),
  session(4_500, 'session_end', 's1'),
  eventJson(20_000.5, { tenant_id: '__proto__' }),
  '{',
  session(21_000, 'session_start', 's2', '\u202e"\\'),
  eventJson(2_000),
  session(21_500, 'session_end', 's3'),
  eventJson(9_000, { tenant_id: '../../etc', event_type: '\u{1f30a}' }),
]
/** Changes something of everything: late for a pane that was saved, one end met, one session over, a total, a new of each. */
const BETWEEN = [
  session(21_200, 'session_start', 's3'),
  eventJson(20_500, { tenant_id: '__proto__' }),
  eventJson(22_000, { tenant_id: '__proto__' }),
  session(22_500, 'session_start', 's4'),
  session(22_600, 'session_end', 's5', 'b'),
  session(23_000, 'session_end', 's2', '\u202e"\\'),
]
const AFTER = [
  eventJson(23_100),
  session(24_000, 'session_start', 's1'),
  session(24_500, 'session_end', 's4'),
  session(60_000, 'session_end', 's1'),
]

/** Reads these records on and stops behind them, as today's program does. */
const readOn = async (log: MemoryLog, disk: ReturnType<typeof newDisk>, records: readonly string[]) => {
  log.append(records)
  const run = runInMemory({ log, disk, nonce: 'golden', graceMs: 3_000, untilEnd: false })
  while (!run.kinds().includes('progress')) await new Promise(setImmediate)
  run.stop()
  await run.ended
}

const rowsOf = async (disk: ReturnType<typeof newDisk>) => {
  const { late_window_corrections, ...published } = await publishedOn(disk)
  return { ...Object.values(published).map(sorted), corrections: summedUp(late_window_corrections) }
}

/** Runs to the end, and expects what comes of it where nobody stops. */
const expectAsAlone = async (log: MemoryLog, disk: ReturnType<typeof newDisk>, all: readonly string[]) => {
  await runInMemory({ log, disk, graceMs: 3_000, untilEnd: true }).ended
  const alone = { log: new MemoryLog(), disk: newDisk() }
  alone.log.append(all)
  await runInMemory({ ...alone, graceMs: 3_000, untilEnd: true }).ended
  expect(await rowsOf(disk)).toEqual(await rowsOf(alone.disk))
}

const golden = (name: string) => readFile(new URL(name, GOLDEN))

describe('a checkpoint of version 1', () => {
  it.each(FIRST_FORMS)('is gone on from as if there had been no stop, form %s', async (form) => {
    const { log, disk } = { log: new MemoryLog(), disk: newDisk() }
    await readOn(log, disk, BEFORE)
    disk.remove(pathOf(1))
    disk.plant(pathOf(1), await golden(`checkpoint-${form}.json`))
    log.committed.set(0, { offset: BEFORE.length, metadata: (await golden(`reference-${form}.json`)).toString() })
    await readOn(log, disk, BETWEEN)
    log.append(AFTER)
    await expectAsAlone(log, disk, [...BEFORE, ...BETWEEN, ...AFTER])
  })
})

describe('a checkpoint of version 2', () => {
  it('is written today as it always was: who changes it raises the version, and goes on reading this one', async () => {
    const { log, disk } = { log: new MemoryLog(), disk: newDisk() }
    for (const [form, sequence, records] of [
      ['2', 1, BEFORE],
      ['2-changes', 2, BETWEEN],
    ] as const) {
      await readOn(log, disk, records)
      await expect(disk.read(pathOf(sequence))!.toString()).toMatchFileSnapshot(`golden/checkpoint-${form}.json`)
      await expect(log.committed.get(0)!.metadata).toMatchFileSnapshot(`golden/reference-${form}.json`)
    }
  })

  it('with one of changes behind it is gone on from as if there had been no stop', async () => {
    const { log, disk } = { log: new MemoryLog(), disk: newDisk() }
    await readOn(log, disk, BEFORE)
    await readOn(log, disk, BETWEEN)
    for (const [form, sequence] of [
      ['2', 1],
      ['2-changes', 2],
    ] as const) {
      disk.remove(pathOf(sequence))
      disk.plant(pathOf(sequence), await golden(`checkpoint-${form}.json`))
    }
    const metadata = (await golden('reference-2-changes.json')).toString()
    log.committed.set(0, { offset: BEFORE.length + BETWEEN.length, metadata })
    log.append(AFTER)
    await expectAsAlone(log, disk, [...BEFORE, ...BETWEEN, ...AFTER])
  })
})
