import { describe, expect, it } from 'vitest'
import { diskTrouble } from '../../src/sink/disk-trouble.ts'
import { systemError } from '../support/fault-points.ts'

describe('diskTrouble', () => {
  it.each([
    ['ENOSPC', 'make room'],
    ['EDQUOT', 'quota'],
    ['EIO', "the system's log"],
    ['EMFILE', 'ulimit -n'],
    ['ENFILE', 'fs.file-max'],
    ['EROFS', 'mount it writable'],
    ['EACCES', 'permissions'],
    ['EPERM', 'permissions'],
  ])('says of %s what is wrong, where, and what to do (R8)', (code, remedy) => {
    const error = Object.assign(systemError(code, 'storage/.staging/p0.parquet'), { syscall: 'open' })
    const trouble = diskTrouble(error)
    expect(trouble).toContain(`the storage cannot be written (${code} at open, storage/.staging/p0.parquet): `)
    expect(trouble).toContain(remedy)
  })

  it.each([
    systemError('ENOENT'),
    systemError('EEXIST'),
    new Error('a defect'),
    systemError('toString'),
    'ENOSPC',
    null,
  ])('takes nothing else for trouble that passes: %s', (error) => {
    expect(diskTrouble(error)).toBeNull()
  })
})
