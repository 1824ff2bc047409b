import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { eventJson } from '../support/events.ts'
import { MemoryLog } from '../support/memory-log.ts'
import { newDisk, runInMemory } from '../support/memory-run.ts'
import { publishedOn, sorted, summedUp } from '../support/published.ts'

const GOLDEN = new URL('golden/', import.meta.url)
const CHECKPOINT = '.checkpoints/p0-000001-golden.json'

/** Every form in which version 1 was ever written, today's last. They differ only in what nobody goes on from. */
const FORMS = ['1', '1-books-beginning']

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
const AFTER = [
  session(21_200, 'session_start', 's3'),
  eventJson(22_000, { tenant_id: '__proto__' }),
  session(23_000, 'session_end', 's2', '\u202e"\\'),
  session(24_000, 'session_start', 's1'),
  session(60_000, 'session_end', 's1'),
]

/** A partition that was stopped behind the first records, by today's program. */
const stopped = async () => {
  const [log, disk] = [new MemoryLog(), newDisk()]
  log.append(BEFORE)
  const run = runInMemory({ log, disk, nonce: 'golden', graceMs: 3_000, untilEnd: false })
  while (!run.kinds().includes('progress')) await new Promise(setImmediate)
  run.stop()
  await run.ended
  return { log, disk }
}

const rowsOf = async (disk: ReturnType<typeof newDisk>) => {
  const { late_window_corrections, ...published } = await publishedOn(disk)
  return { ...Object.values(published).map(sorted), corrections: summedUp(late_window_corrections) }
}

describe('a checkpoint of version 1', () => {
  it('is written today as it always was: who changes it raises the version, and goes on reading this one', async () => {
    const { log, disk } = await stopped()
    await expect(disk.read(CHECKPOINT)!.toString()).toMatchFileSnapshot(`golden/checkpoint-${FORMS.at(-1)}.json`)
    await expect(log.committed.get(0)!.metadata).toMatchFileSnapshot(`golden/reference-${FORMS.at(-1)}.json`)
  })

  it.each(FORMS)('is gone on from as if there had been no stop, form %s', async (form) => {
    const { log, disk } = await stopped()
    disk.remove(CHECKPOINT)
    disk.plant(CHECKPOINT, await readFile(new URL(`checkpoint-${form}.json`, GOLDEN)))
    const metadata = await readFile(new URL(`reference-${form}.json`, GOLDEN), 'utf8')
    log.committed.set(0, { offset: BEFORE.length, metadata })
    log.append(AFTER)
    await runInMemory({ log, disk, graceMs: 3_000, untilEnd: true }).ended

    const alone = { log: new MemoryLog(), disk: newDisk() }
    alone.log.append([...BEFORE, ...AFTER])
    await runInMemory({ ...alone, graceMs: 3_000, untilEnd: true }).ended
    expect(await rowsOf(disk)).toEqual(await rowsOf(alone.disk))
  })
})
