import { describe, expect, it } from 'vitest'
import type { FileSystem } from '../../src/sink/file-system.ts'

const bytes = (text: string) => Buffer.from(text)

/** What every file system of the port keeps to, whichever adapter is behind it. `open` gives one on an empty folder. */
export const fileSystemContract = (name: string, open: () => Promise<FileSystem>): void => {
  describe(name, () => {
    it('reads back what it created', async () => {
      const files = await open()
      await files.makeDirectory('a')
      const content = Buffer.from([0, 255, 10, 13])
      await files.create('a/x', content)
      await files.create('empty', bytes(''))
      await files.syncDirectory('a')
      expect(await files.read('a/x')).toEqual(content)
      expect(await files.read('empty')).toEqual(bytes(''))
    })

    it('has null for a file that is not there', async () => {
      expect(await (await open()).read('nowhere/x')).toBeNull()
    })

    it('never overwrites when it creates', async () => {
      const files = await open()
      await files.create('x', bytes('first'))
      await expect(files.create('x', bytes('second'))).rejects.toMatchObject({ code: 'EEXIST' })
      expect(await files.read('x')).toEqual(bytes('first'))
    })

    it('creates no directory on the way to a file', async () => {
      const files = await open()
      await expect(files.create('a/x', bytes('1'))).rejects.toMatchObject({ code: 'ENOENT' })
      expect(await files.list('.')).toEqual([])
    })

    it('gives a file a second name, which stays when the first is removed', async () => {
      const files = await open()
      await files.makeDirectory('a')
      await files.create('x', bytes('1'))
      await files.link('x', 'a/y')
      await files.remove('x')
      expect(await files.read('x')).toBeNull()
      expect(await files.read('a/y')).toEqual(bytes('1'))
    })

    it('never overwrites when it links', async () => {
      const files = await open()
      await files.create('x', bytes('1'))
      await files.create('y', bytes('2'))
      await expect(files.link('x', 'y')).rejects.toMatchObject({ code: 'EEXIST' })
      expect(await files.read('y')).toEqual(bytes('2'))
    })

    it('does not link what is not there, nor into a directory that is not there', async () => {
      const files = await open()
      await expect(files.link('x', 'y')).rejects.toMatchObject({ code: 'ENOENT' })
      await files.create('x', bytes('1'))
      await expect(files.link('x', 'a/y')).rejects.toMatchObject({ code: 'ENOENT' })
    })

    it('creates a file of several pieces, each asked for when it is its turn', async () => {
      const files = await open()
      const pieces = function* () {
        for (const piece of ['one ', 'two ', 'three']) yield bytes(piece)
      }
      await files.create('x', pieces())
      expect((await files.read('x'))?.toString()).toBe('one two three')
    })

    it('takes a file that is not there for removed', async () => {
      const files = await open()
      await files.remove('x')
      await files.remove('nowhere/x')
      expect(await files.list('.')).toEqual([])
    })

    it('lists the names in a directory, of directories too, and none where there is no directory', async () => {
      const files = await open()
      await files.makeDirectory('a/b')
      await files.create('a/x', bytes('1'))
      await files.create('a/b/y', bytes('2'))
      expect([...(await files.list('a'))].sort()).toEqual(['b', 'x'])
      expect(await files.list('nowhere')).toEqual([])
    })

    it('makes a directory with its parents, and leaves one that is there as it is', async () => {
      const files = await open()
      await files.makeDirectory('a/b/c')
      await files.create('a/b/c/x', bytes('1'))
      await files.makeDirectory('a/b/c')
      await files.makeDirectory('a/b/d')
      expect(await files.list('a/b/c')).toEqual(['x'])
      expect([...(await files.list('a/b'))].sort()).toEqual(['c', 'd'])
    })

    it('makes no directory in the place of a file', async () => {
      const files = await open()
      await files.create('a', bytes('1'))
      await expect(files.makeDirectory('a')).rejects.toMatchObject({ code: 'EEXIST' })
    })

    it('refuses to sync a directory that is not there', async () => {
      await expect((await open()).syncDirectory('nowhere')).rejects.toMatchObject({ code: 'ENOENT' })
    })
  })
}
