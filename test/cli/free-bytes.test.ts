import { tmpdir } from 'node:os'
import { describe, expect, it } from 'vitest'
import { freeBytes } from '../../src/cli/free-bytes.ts'

describe('freeBytes', () => {
  it('is whole bytes of the disk that a path lies on, and fails where there is no such path', async () => {
    const bytes = await freeBytes(tmpdir())
    expect(Number.isSafeInteger(bytes)).toBe(true)
    expect(bytes).toBeGreaterThan(1024 * 1024)
    await expect(freeBytes('/nowhere/at/all')).rejects.toMatchObject({ code: 'ENOENT' })
  })
})
