import { describe, expect, it } from 'vitest'
import { type Part, partOf } from '../../src/sink/part.ts'
import { publishParts } from '../../src/sink/publish-parts.ts'
import { FaultPoints, failing, killedAt, systemError } from '../support/fault-points.ts'
import { MemoryDisk, memoryFileSystem } from '../support/memory-file-system.ts'

const PARTS: readonly Part[] = [
  partOf('p0-000001-a', 'session_stats', '2015-05-17'),
  partOf('p0-000001-a', 'session_stats', '2015-05-18'),
  partOf('p0-000001-a', 'unmatched_sessions', '2015-05-17'),
]
const PUBLISHED = PARTS.map(({ published }) => published)

const diskWithStaged = (): MemoryDisk => {
  const disk = new MemoryDisk()
  for (const { staged } of PARTS) disk.plant(staged, staged)
  return disk
}
const contents = (disk: MemoryDisk) => disk.names().map((name) => disk.read(name)?.toString())
const STAGED = PARTS.map(({ staged }) => staged)

describe('publishParts', () => {
  it('gives each part its name, then lets go of the staged ones, both durable', async () => {
    const disk = diskWithStaged()
    expect(await publishParts(memoryFileSystem(disk), PARTS)).toBe(3)
    disk.losePower()
    expect(disk.names()).toEqual(PUBLISHED)
    expect(contents(disk)).toEqual(STAGED)
  })

  it('changes nothing when it is done again', async () => {
    const disk = diskWithStaged()
    await publishParts(memoryFileSystem(disk), PARTS)
    expect(await publishParts(memoryFileSystem(disk), PARTS)).toBe(0)
    expect(contents(disk)).toEqual(STAGED)
  })

  it('does nothing where there are no parts', async () => {
    const faults = new FaultPoints()
    expect(await publishParts(memoryFileSystem(new MemoryDisk(), faults), [])).toBe(0)
    expect(faults.operations).toEqual([])
  })

  it('never removes a staged name before all final ones are synced', async () => {
    const faults = new FaultPoints()
    await publishParts(memoryFileSystem(diskWithStaged(), faults), PARTS)
    const lastSync = faults.operations.findLastIndex((name) => name.startsWith('sync') && name !== 'sync .staging')
    expect(faults.operations.findIndex((name) => name.startsWith('remove'))).toBeGreaterThan(lastSync)
  })

  it.each([
    ['a kill', false],
    ['a loss of power', true],
  ])('is finished by the next owner after %s at any operation', async (_, losesPower) => {
    const all = new FaultPoints()
    await publishParts(memoryFileSystem(diskWithStaged(), all), PARTS)
    for (let n = 0; n < all.operations.length; n++) {
      for (const when of ['before', 'after'] as const) {
        const disk = diskWithStaged()
        const faults = new FaultPoints(killedAt(n, when))
        void publishParts(memoryFileSystem(disk, faults), PARTS)
        await faults.died
        if (losesPower) disk.losePower()
        await publishParts(memoryFileSystem(disk), PARTS)
        expect(disk.names(), `${when} ${all.operations[n]}`).toEqual(PUBLISHED)
        expect(contents(disk)).toEqual(STAGED)
      }
    }
  })

  it('rejects where a part is neither staged nor published', async () => {
    const disk = diskWithStaged()
    disk.remove(STAGED[1]!)
    await expect(publishParts(memoryFileSystem(disk), PARTS)).rejects.toMatchObject({ code: 'ENOENT' })
  })

  it('rejects with the error of the file system, and keeps what is staged', async () => {
    const disk = diskWithStaged()
    const full = systemError('ENOSPC')
    const files = memoryFileSystem(disk, new FaultPoints(failing('link', full)))
    await expect(publishParts(files, PARTS)).rejects.toBe(full)
    expect(disk.names()).toEqual(STAGED)
  })
})
