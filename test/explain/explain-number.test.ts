import { describe, expect, it, vi } from 'vitest'
import { CheckpointError } from '../../src/checkpoint/checkpoint.ts'
import { partitionOf } from '../../src/log/partition-of.ts'
import { eventJson } from '../support/events.ts'
import { MemoryLog } from '../support/memory-log.ts'
import { newDisk, runAllInMemory, runInMemory } from '../support/memory-run.ts'
import { explain } from './memory-fixture.ts'

const at = (seconds: number, tenant = 'a') => eventJson(seconds * 1_000, { tenant_id: tenant })

/** A run to the end of these values in partition 0. */
const ranToEnd = async (values: readonly string[], log = new MemoryLog(), disk = newDisk()) => {
  log.append(values)
  const run = runInMemory({ log, disk, untilEnd: true })
  await run.ended
  return run
}

/** The same number of bytes, wherever the text is. */
const overwritten = (bytes: Buffer, text: string, other: string): Buffer => {
  for (let i = bytes.indexOf(text); i >= 0; i = bytes.indexOf(text, i + 1)) bytes.write(other, i)
  return bytes
}

describe('an explanation', () => {
  it('keeps the late events where --limit leaves out some, and says how many it leaves out', async () => {
    const run = await ranToEnd([at(1), at(2), at(3), at(4), at(30), at(5), at(6)])
    const listed = async (limit: number) => {
      const { partitions } = await explain(run, { startMs: 0, limit })
      return [partitions[0]!.events.map(({ offset }) => offset), partitions[0]!.notListed]
    }
    expect(await listed(9)).toEqual([[0, 1, 2, 3, 5, 6], 0])
    expect(await listed(4)).toEqual([[0, 1, 5, 6], 2])
    expect(await listed(1)).toEqual([[5], 5])
    expect(await listed(0)).toEqual([[], 6])
  })

  it('does not blame the storage for what the log has removed since, and still knows which of the rest are late', async () => {
    const run = await ranToEnd([at(1), at(2), at(3), at(30), at(5)])
    const removed = new MemoryLog(1, 2)
    removed.append([at(3), at(30), at(5)])
    removed.committed.set(0, run.log.committed.get(0)!)
    const { partitions } = await explain({ log: removed, disk: run.disk }, { startMs: 0 })
    expect(partitions[0]).toMatchObject({
      counted: 3,
      late: 1,
      state: { kind: 'closed-by-record', record: { offset: 3 } },
      events: [
        { offset: 2, verdict: 'counted' },
        { offset: 4, verdict: 'late' },
      ],
      doubts: [{ kind: 'removed', startOffset: 2, events: 2 }],
    })
  })

  it('knows what an event missed in the windows of the next day', async () => {
    const day = 86_400
    const run = await ranToEnd([at(day + 1), at(day + 11), at(day + 12.5), at(day - 1)])
    const { partitions } = await explain(run, { startMs: (day - 2) * 1_000 })
    expect(partitions[0]!.events).toMatchObject([
      { offset: 0, verdict: 'counted', missed: [], countedIn: [-8, -6, -4, -2, 0].map((s) => (day + s) * 1_000) },
      { offset: 3, verdict: 'late', missed: [-10, -8, -6, -4, -2].map((s) => (day + s) * 1_000), countedIn: [] },
    ])
  })

  it('says so where part of the window lies before what the group could see', async () => {
    const run = await ranToEnd([at(5), at(30)], new MemoryLog(1, 40))
    const doubts = async (startMs: number) => (await explain(run, { startMs })).partitions[0]!.doubts
    expect(await doubts(0)).toEqual([{ kind: 'incomplete', firstEventMs: 5_000 }])
    expect(await doubts(30_000)).toEqual([])
    expect(await doubts(2_000 - 20_000)).toEqual([{ kind: 'incomplete', firstEventMs: 5_000 }])
  })

  it('says so where the storage and the log do not tell the same number', async () => {
    const run = await ranToEnd([at(1), at(2), at(30)])
    const other = new MemoryLog()
    other.append([at(1), '{', at(30)])
    other.committed.set(0, run.log.committed.get(0)!)
    const { partitions } = await explain({ log: other, disk: run.disk }, { startMs: 0 })
    expect(partitions[0]).toMatchObject({ counted: 2, doubts: [{ kind: 'differs', inLog: 1, inStorage: 2 }] })
  })

  it('reads the parts of a commit that was not published yet', async () => {
    const run = await ranToEnd([at(1), at(30)])
    for (const published of run.disk.names().filter((name) => name.includes('.parquet/'))) {
      const [dataSet, date] = published.split(/\.parquet\/date=|\//)
      const commitId = published.split('/').at(-1)!.replace('.parquet', '')
      run.disk.plant(`.staging/${commitId}-${dataSet}-${date}.parquet`, run.disk.read(published)!)
      run.disk.remove(published)
    }
    expect((await explain(run, { startMs: 0 })).partitions[0]).toMatchObject({ counted: 1, doubts: [] })
  })

  it('fails with one line where a part is gone that was committed, or is torn', async () => {
    const run = await ranToEnd([at(1), at(30)])
    const [part] = run.disk.names('rolling_window_results')
    run.disk.plant(part!, run.disk.read(part!)!.subarray(0, 50))
    await expect(explain(run, { startMs: 0 })).rejects.toThrow(/rolling_window.*cannot be read as a part/)
    run.disk.remove(part!)
    await expect(explain(run, { startMs: 0 })).rejects.toThrow(/rolling_window.*is not there/)
  })

  it.each([
    ['pages that are damaged', (bytes: Buffer) => bytes.fill(0xff, 4, 200)],
    ['books that are no JSON', (bytes: Buffer) => overwritten(bytes, '{"partition":0', '{"partition":?')],
    ['books without a partition', (bytes: Buffer) => overwritten(bytes, '"partition":0', '"partitiom":0')],
    ['no books', (bytes: Buffer) => overwritten(bytes, 'tideline.books', 'tideline.b--ks')],
  ])('fails with one line where a part has %s', async (_, damage) => {
    const run = await ranToEnd([at(1), at(30)])
    const [part] = run.disk.names('rolling_window_results')
    run.disk.plant(part!, damage(Buffer.from(run.disk.read(part!)!)))
    const failed = await explain(run, { startMs: 0 }).catch((error: unknown) => error)
    expect(failed).toBeInstanceOf(CheckpointError)
    expect((failed as Error).message).toMatch(/^rolling_window\S+\.parquet .*: npm run verify says what else is wrong$/)
  })

  it('leaves out the parts of commits that came while it looked', async () => {
    const log = new MemoryLog()
    const disk = newDisk()
    await ranToEnd([at(1), at(30)], log, disk)
    const before = new Map(log.committed)
    const checkpoints = disk.names('.checkpoints').map((name) => [name, disk.read(name)!] as const)
    await ranToEnd([at(2)], log, disk)
    for (const [name, bytes] of checkpoints) disk.plant(name, bytes)
    log.committed.set(0, before.get(0)!)
    expect((await explain({ log, disk }, { startMs: 0 })).partitions[0]).toMatchObject({
      counted: 1,
      late: 0,
      nextOffset: 2,
      behind: 1,
      doubts: [],
    })
  })

  it('asks again where the checkpoint is gone that a live pipeline has just replaced', async () => {
    const run = await ranToEnd([at(1), at(30)])
    const stale = JSON.stringify({ commitId: 'p0-000000-00', sequence: 0, sha256: '' })
    const asked = vi.spyOn(run.log.committed, 'get').mockReturnValueOnce({ offset: 0, metadata: stale })
    expect((await explain(run, { startMs: 0 })).partitions[0]).toMatchObject({ counted: 1 })
    expect(asked).toHaveBeenCalledTimes(2)
    run.log.committed.set(0, { offset: 0, metadata: stale })
    await expect(explain(run, { startMs: 0 })).rejects.toThrow('is missing')
  })

  describe('of several partitions', () => {
    const own = partitionOf(Buffer.from('a'), 4)
    const foreign = (own + 1) % 4
    const ran = async (values: Readonly<Record<number, readonly string[]>>, untilEnd = true) => {
      const log = new MemoryLog(4)
      for (const [partition, ofIt] of Object.entries(values)) log.append(ofIt, Number(partition))
      const run = runAllInMemory({ log, untilEnd })
      await (untilEnd ? run.ended : undefined)
      return run
    }

    it('has an answer of each that holds some, whoever keyed the records', async () => {
      const run = await ran({ [own]: [at(1), at(30)], [foreign]: [at(2), at(3), at(30, 'b'), at(4)] })
      const { keyPartition, partitions } = await explain(run, { startMs: 0 })
      expect(keyPartition).toBe(own)
      expect(
        Object.fromEntries(partitions.map(({ partition, counted, late }) => [partition, [counted, late]])),
      ).toEqual({
        [own]: [1, 0],
        [foreign]: [2, 1],
      })
    })

    it('looks for what is near in all of them where there is nothing', async () => {
      const run = await ran({ [own]: [at(30, 'b')], [foreign]: [at(2), at(60), eventJson(0, { event_type: 'click' })] })
      expect(await explain(run, { startMs: 40_000 })).toMatchObject({
        partitions: [{ partition: own, counted: 0, late: 0, events: [] }],
        nearMiss: { windowBeforeMs: 2_000, windowAfterMs: 52_000, tenantEvents: 3, otherTypes: ['click'] },
      })
      expect(await explain(run, { startMs: 40_000, tenant: 'nobody' })).toMatchObject({
        nearMiss: { windowBeforeMs: null, windowAfterMs: null, tenantEvents: 0, otherTypes: [] },
      })
    })
  })
})
