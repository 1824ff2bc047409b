import { execFileSync, spawn } from 'node:child_process'
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readText } from '../../src/cli/read-text.ts'
import { asNobody } from '../support/as-nobody.ts'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tideline-read-text-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const file = async (content: string | Buffer, mode = 0o600) => {
  const path = join(folder, `${Math.random()}`)
  await writeFile(path, content)
  await chmod(path, mode)
  return path
}

describe('a file of settings', () => {
  it.each([
    ['', ''],
    ['a\n', 'a\n'],
    ['\uFEFFä', 'ä'],
  ])('%j is read as %j', async (content, text) => {
    expect(readText(await file(content), 10)).toEqual({ kind: 'text', text, isOpen: false })
  })

  it.each([0o640, 0o604, 0o620, 0o601])('says that others may use it at mode %o', async (mode) => {
    expect(readText(await file('a', mode), 10)).toMatchObject({ isOpen: true })
  })

  it('may have as many bytes as are asked for, and no more', async () => {
    expect(readText(await file('x'.repeat(10)), 10)).toMatchObject({ kind: 'text' })
    expect(readText(await file('x'.repeat(11)), 10)).toEqual({ kind: 'unreadable', why: 'it is larger than 10 bytes' })
    expect(readText('/dev/zero', 1_000_000)).toMatchObject({ why: 'it is larger than 1000000 bytes' })
  })

  it('has to be there, and a file, and UTF-8', async () => {
    expect(readText(join(folder, 'none'), 10)).toEqual({ kind: 'missing' })
    expect(readText(folder, 10)).toEqual({ kind: 'unreadable', why: 'illegal operation on a directory (EISDIR)' })
    expect(readText(await file(Buffer.from([0xff, 0xfe, 0x61, 0])), 10)).toEqual({
      kind: 'unreadable',
      why: 'it is not text in UTF-8',
    })
    const secret = await file('a', 0o600)
    await asNobody(async () => {
      if (process.getuid?.() === 0)
        expect(readText(secret, 10)).toEqual({ kind: 'unreadable', why: 'permission denied (EACCES)' })
    })
  })

  const pipe = (): string => {
    const path = join(folder, `${Math.random()}`)
    execFileSync('mkfifo', [path])
    return path
  }

  it('may be a pipe, whose writer may take its time', () => {
    const path = pipe()
    spawn('sh', ['-c', `sleep 0.2; { printf sec; sleep 0.2; printf ret; } > ${path}`])
    expect(readText(path, 10)).toMatchObject({ kind: 'text', text: 'secret' })
  })

  it('may be what a shell writes', () => {
    const read = `import { readText } from './src/cli/read-text.ts'; console.log(readText(process.argv[1], 10).text)`
    const line = `"$0" --import tsx --input-type=module -e "$1" <(sleep 1; printf secret)`
    expect(execFileSync('bash', ['-c', line, process.execPath, read], { encoding: 'utf8' })).toBe('secret\n')
  })

  it('is waited for no longer than that where nobody writes, or nobody ends', () => {
    expect(readText(pipe(), 10, 50)).toEqual({ kind: 'unreadable', why: 'nobody has written to it for 0.05 s' })
    const path = pipe()
    const writer = spawn('sh', ['-c', `exec 3> ${path}; printf a >&3; exec sleep 60`])
    try {
      expect(readText(path, 10, 500)).toEqual({ kind: 'unreadable', why: 'nobody has written to it for 0.5 s' })
    } finally {
      writer.kill()
    }
  })
})
