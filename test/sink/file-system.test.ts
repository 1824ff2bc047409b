import * as nodeFiles from 'node:fs/promises'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { nodeFileSystem, type SystemCalls } from '../../src/sink/node-file-system.ts'
import { MemoryDisk, memoryFileSystem } from '../support/memory-file-system.ts'
import { fileSystemContract } from './file-system-contract.ts'

fileSystemContract('the file system in memory', async () => memoryFileSystem())

describe('on the disk', () => {
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'file-system-'))
  })
  afterAll(() => rm(folder, { recursive: true }))

  fileSystemContract('the real file system', async () => nodeFileSystem(await mkdtemp(join(folder, 'root-'))))

  it('makes its root with the first directory', async () => {
    const root = join(folder, 'new', 'root')
    await nodeFileSystem(root).makeDirectory('a')
    expect(await readdir(root)).toEqual(['a'])
  })

  it('makes durable at the next try what it could not at the first, from the top', async () => {
    const synced: string[] = []
    let isFailing = true
    const open: SystemCalls['open'] = async (path, flags) => {
      const file = await nodeFiles.open(path, flags)
      const name = relative(folder, path)
      const sync = async () => {
        if (isFailing && name === 'fresh') throw Object.assign(new Error('EIO'), { code: 'EIO' })
        synced.push(name)
      }
      return { writeFile: (bytes) => file.writeFile(bytes), sync, close: () => file.close() }
    }
    const files = nodeFileSystem(join(folder, 'fresh'), { ...nodeFiles, open })
    await expect(files.makeDirectory('a/b')).rejects.toThrow('EIO')
    isFailing = false
    synced.length = 0
    await files.makeDirectory('a/b')
    expect(synced).toEqual(['fresh', 'fresh/a'])
    await files.makeDirectory('a/b')
    expect(synced).toHaveLength(2)
  })

  it('says which path was the problem', async () => {
    await writeFile(join(folder, 'file'), 'in the way')
    const files = nodeFileSystem(join(folder, 'file'))
    await expect(files.makeDirectory('a')).rejects.toMatchObject({ path: expect.stringContaining(folder) })
    expect(await readFile(join(folder, 'file'), 'utf8')).toBe('in the way')
  })
})

describe('a folder that cannot be', () => {
  // Node's own recursive mkdir never returns there.
  it('is an error where the system takes no new directory', async () => {
    await expect(nodeFileSystem('/proc/tideline').makeDirectory('a/b')).rejects.toThrow(/\/proc\/tideline/)
  })
})

describe('the disk in memory', () => {
  it('forgets names that nobody synced when it loses power, and has removed ones back', async () => {
    const disk = new MemoryDisk()
    const files = memoryFileSystem(disk)
    await files.makeDirectory('a')
    await files.create('a/synced', Buffer.from('1'))
    await files.syncDirectory('a')
    await files.create('a/lost', Buffer.from('2'))
    await files.remove('a/synced')
    disk.losePower()
    expect(disk.names()).toEqual(['a/synced'])
  })
})
