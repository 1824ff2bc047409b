import { describe, expect, it } from 'vitest'
import { claimStorage } from '../../src/checkpoint/claim-storage.ts'
import type { PipelineIdentity } from '../../src/checkpoint/pipeline-identity.ts'
import { FaultPoints, failing, killedAt, systemError } from '../support/fault-points.ts'
import { MemoryDisk, memoryFileSystem } from '../support/memory-file-system.ts'

let claims = 0
const nonce = () => `n${claims++}`
const BEFORE_WINDOWS = { log: 'log-1', topic: 'events', group: 'tideline', partitions: 4 }
const OURS: PipelineIdentity = { ...BEFORE_WINDOWS, windowSizeMs: 10_000, windowStepMs: 2_000 }

const claimed = async (): Promise<MemoryDisk> => {
  const disk = new MemoryDisk()
  await claimStorage(memoryFileSystem(disk), OURS, nonce)
  return disk
}
const identityOn = (disk: MemoryDisk) => JSON.parse(String(disk.read('_pipeline.json')))

describe('claimStorage', () => {
  it('writes on a new folder whose it is, and makes it durable', async () => {
    const disk = await claimed()
    disk.losePower()
    expect(identityOn(disk)).toEqual({ version: 1, ...OURS })
    expect(disk.names()).toEqual(['_pipeline.json'])
    expect([disk.list('.staging'), disk.list('.checkpoints')]).toEqual([[], []])
    expect(disk.list('.').sort()).toEqual(['.checkpoints', '.staging', '_pipeline.json'])
  })

  it('takes its own folder again and leaves it as it is', async () => {
    const disk = await claimed()
    const before = disk.read('_pipeline.json')
    await claimStorage(memoryFileSystem(disk), { ...OURS }, nonce)
    expect(disk.read('_pipeline.json')).toBe(before)
    expect(disk.names()).toEqual(['_pipeline.json'])
  })

  it.each<[Partial<PipelineIdentity>, string]>([
    [{ log: 'log-2' }, '_pipeline.json has log "log-1", not "log-2"'],
    [{ topic: 'other' }, 'topic "events", not "other"'],
    [{ group: 'other' }, 'group "tideline", not "other"'],
    [{ partitions: 8 }, 'partitions 4, not 8'],
    [{ windowSizeMs: 60_000 }, 'windowSizeMs 10000, not 60000'],
    [{ windowStepMs: 5_000 }, 'windowStepMs 2000, not 5000'],
    [{ topic: 'x', partitions: 8 }, 'topic "events", not "x", partitions 4, not 8'],
  ])('refuses a folder that another pipeline wrote: %j', async (other, message) => {
    const disk = await claimed()
    const faults = new FaultPoints()
    const claim = claimStorage(memoryFileSystem(disk, faults), { ...OURS, ...other }, nonce)
    await expect(claim).rejects.toMatchObject({ name: 'CheckpointError', message: expect.stringContaining(message) })
    expect(faults.operations).toEqual(['read _pipeline.json'])
  })

  it('takes a folder from before other windows could be had for one of 10 s every 2 s', async () => {
    const disk = new MemoryDisk()
    disk.plant('_pipeline.json', JSON.stringify({ version: 1, ...BEFORE_WINDOWS }))
    await claimStorage(memoryFileSystem(disk), OURS, nonce)
    const other = claimStorage(memoryFileSystem(disk), { ...OURS, windowSizeMs: 20_000 }, nonce)
    await expect(other).rejects.toThrow('windowSizeMs 10000, not 20000')
  })

  it.each(['', '{"log":', 'not JSON', 'null'])('refuses a folder whose file is broken: %j', async (text) => {
    const disk = new MemoryDisk()
    disk.plant('_pipeline.json', text)
    const claim = claimStorage(memoryFileSystem(disk), OURS, nonce)
    await expect(claim).rejects.toMatchObject({
      name: 'CheckpointError',
      message: expect.stringContaining('_pipeline.json'),
    })
    expect(disk.read('_pipeline.json')?.toString()).toBe(text)
  })

  it('lets one of two processes win, and the other take what it wrote', async () => {
    const disk = new MemoryDisk()
    await Promise.all([1, 2, 3].map(() => claimStorage(memoryFileSystem(disk), OURS, nonce)))
    expect(identityOn(disk)).toMatchObject(OURS)
    expect(disk.names()).toEqual(['_pipeline.json'])
  })

  it('refuses the slower of two pipelines that start at once', async () => {
    const disk = new MemoryDisk()
    const claims = [OURS, { ...OURS, topic: 'other' }].map((identity) =>
      claimStorage(memoryFileSystem(disk), identity, nonce),
    )
    const outcomes = await Promise.allSettled(claims)
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
  })

  it('can be done again after a kill at any operation', async () => {
    const all = new FaultPoints()
    await claimStorage(memoryFileSystem(new MemoryDisk(), all), OURS, nonce)
    for (let n = 0; n < all.operations.length; n++) {
      for (const when of ['before', 'midway', 'after'] as const) {
        const disk = new MemoryDisk()
        const faults = new FaultPoints(killedAt(n, when))
        void claimStorage(memoryFileSystem(disk, faults), OURS, nonce)
        await faults.died
        await claimStorage(memoryFileSystem(disk), OURS, nonce)
        expect(identityOn(disk), `${when} ${all.operations[n]}`).toMatchObject(OURS)
        await claimStorage(memoryFileSystem(disk), OURS, nonce)
        expect(disk.names(), `${when} ${all.operations[n]}`).toEqual(['_pipeline.json'])
        disk.losePower()
        expect(identityOn(disk), `${when} ${all.operations[n]}`).toMatchObject(OURS)
      }
    }
  })

  it('rejects with the error of the file system', async () => {
    const denied = systemError('EACCES')
    const files = memoryFileSystem(new MemoryDisk(), new FaultPoints(failing('make', denied)))
    await expect(claimStorage(files, OURS, nonce)).rejects.toBe(denied)
  })
})
