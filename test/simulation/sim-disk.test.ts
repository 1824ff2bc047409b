import { describe, expect, it } from 'vitest'
import { seededRandom } from '../../src/produce/random.ts'
import { SimDisk } from './sim-disk.ts'

const BYTES = Buffer.from('0123456789')
const SEEDS = Array.from({ length: 60 }, (_, seed) => seed)

/** What a file holds after a power loss, over many seeds; null: its name is gone. */
const afterPowerLoss = (path: string, prepare: (disk: SimDisk) => void): (string | null)[] => {
  const outcomes = SEEDS.map((seed) => {
    const disk = new SimDisk()
    prepare(disk)
    disk.losePower(seededRandom(seed))
    return disk.find(path) === null ? null : disk.file(path).content.toString()
  })
  return [...new Set(outcomes)].sort()
}

describe('a power loss', () => {
  it('keeps bytes and names that were synced', () => {
    const found = afterPowerLoss('/a', (disk) => {
      const file = disk.create('/a')
      file.write(BYTES)
      file.sync()
      disk.directory('/').sync()
    })
    expect(found).toEqual(['0123456789'])
  })

  it('may take a name whose directory was not synced, though its bytes were', () => {
    const found = afterPowerLoss('/a', (disk) => {
      const file = disk.create('/a')
      file.write(BYTES)
      file.sync()
    })
    expect(found).toEqual(['0123456789', null])
  })

  it('may lose or tear bytes that were not synced, under a name that was', () => {
    const found = afterPowerLoss('/a', (disk) => {
      disk.create('/a').write(BYTES)
      disk.directory('/').sync()
    })
    expect(found).toContain('')
    expect(found).toContain('0123456789')
    expect(found.some((content) => content?.startsWith('01') && content.length < 10)).toBe(true)
    expect(found.some((content) => content?.startsWith('01') && content.endsWith('\0'))).toBe(true)
  })

  it('takes bytes whose sync failed, whatever a later sync says', () => {
    const found = afterPowerLoss('/a', (disk) => {
      const file = disk.create('/a')
      file.write(BYTES)
      file.failSync()
      expect(file.content).toEqual(BYTES)
      file.sync()
      disk.directory('/').sync()
    })
    expect(found).toContain('')
    expect(found.filter((content) => content === null)).toEqual([])
    expect(found.filter((content) => content === '0123456789').length).toBeLessThanOrEqual(1)
  })

  it('may bring back a name whose removal was not synced', () => {
    const found = afterPowerLoss('/a', (disk) => {
      const file = disk.create('/a')
      file.write(BYTES)
      file.sync()
      disk.directory('/').sync()
      disk.unlink('/a')
    })
    expect(found).toEqual(['0123456789', null])
  })

  it('takes all that lies below a directory whose own name was not synced', () => {
    const found = afterPowerLoss('/d/a', (disk) => {
      disk.makeDirectory('/d')
      const file = disk.create('/d/a')
      file.write(BYTES)
      file.sync()
      disk.directory('/d').sync()
    })
    expect(found).toEqual(['0123456789', null])
  })
})

describe('a simulated disk', () => {
  it('links one file under two names, and never over another one', () => {
    const disk = new SimDisk()
    disk.create('/a').write(BYTES)
    disk.link('/a', '/b')
    disk.unlink('/a')
    expect(disk.file('/b').content).toEqual(BYTES)
    disk.create('/a')
    expect(() => disk.link('/a', '/b')).toThrow('EEXIST')
    expect(() => disk.link('/c', '/d')).toThrow('ENOENT')
  })
})
