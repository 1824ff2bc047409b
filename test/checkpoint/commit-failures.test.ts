import { describe, expect, it } from 'vitest'
import { LogError } from '../../src/log/event-log.ts'
import { failing, systemError } from '../support/fault-points.ts'
import { commit, PENDING, POSITION, setUpCommit } from './commit-fixture.ts'

const CHECKPOINT = '.checkpoints/p0-000001-aaaa.json'

describe('commitPending, when a step fails,', () => {
  it.each([
    'create .staging/p0-000001-aaaa-rolling',
    'create .staging/p0-000001-aaaa-session',
    'sync .staging',
    'create .checkpoints',
    'sync .checkpoints',
  ])('has committed and published nothing where it fails at %s', async (operation) => {
    const { disk, faults, log, targets } = await setUpCommit()
    const broken = systemError('EBADF')
    faults.plan = failing(operation, broken)
    await expect(commit(PENDING, POSITION, targets)).rejects.toBe(broken)
    expect(log.committed.size).toBe(0)
    expect(disk.names().filter((name) => !name.startsWith('.'))).toEqual([])
    expect(faults.operations).not.toContain('commit 0')
  })

  it('publishes nothing where the transaction fails: nobody knows its outcome', async () => {
    const { disk, faults, targets } = await setUpCommit()
    const lost = new LogError('unreachable', 'gone')
    faults.plan = failing('commit', lost)
    await expect(
      commit(PENDING, { ...POSITION, checkpoints: [{ commitId: 'p0-000000-old', sha256: '', bytes: 0 }] }, targets),
    ).rejects.toBe(lost)
    expect(disk.names().filter((name) => !name.startsWith('.'))).toEqual([])
    expect(faults.operations.at(-1)).toBe('commit 0')
  })

  it.each([
    'make session',
    'link session',
    'sync session',
    'remove .staging',
    'remove .checkpoints',
  ])('has committed where it fails at %s, and rejects: taking the partition finishes it', async (operation) => {
    const { disk, faults, log, targets } = await setUpCommit()
    const broken = systemError('EBADF')
    faults.plan = failing(operation, broken)
    const position = { ...POSITION, checkpoints: [{ commitId: 'p0-000000-old', sha256: '', bytes: 0 }] }
    await expect(commit(PENDING, position, targets)).rejects.toBe(broken)
    expect(log.committed.get(0)?.offset).toBe(103)
    expect(disk.names('.checkpoints')).toEqual([CHECKPOINT])
  })
})
