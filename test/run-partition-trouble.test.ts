import { describe, expect, it } from 'vitest'
import { LogError } from '../src/log/event-log.ts'
import { FaultPoints, failing, systemError } from './support/fault-points.ts'
import { runInMemory } from './support/memory-run.ts'
import { occurrencesOf, publishedOn } from './support/published.ts'
import { eventsEvery2s, logOf, pass, settle, turnTimersByHand } from './support/timed-run.ts'

const unreachable = new LogError('unreachable', 'the broker is gone')

turnTimersByHand()

describe('runPartition, in trouble,', () => {
  it('takes the partition again after trouble with the log, with pauses that double up to 10 s', async () => {
    const faults = new FaultPoints(failing('take', unreachable))
    const run = runInMemory({ log: logOf(...eventsEvery2s(3)), faults, untilEnd: true })
    for (const pauseMs of [500, 1_000, 2_000, 4_000, 8_000, 10_000, 10_000]) {
      await settle()
      const retrying = { kind: 'retrying', partition: 0, trouble: 'log', message: 'the broker is gone', pauseMs }
      expect(run.reports.at(-1)).toEqual(retrying)
      const taken = faults.operations.length
      await pass(pauseMs - 1)
      expect(faults.operations).toHaveLength(taken)
      await pass(1)
    }
    faults.plan = () => null
    await pass(10_000)
    await run.ended
    expect(run.kinds().at(-1)).toBe('finished')
  })

  it('counts nothing twice after a commit whose outcome it never learned', async () => {
    const faults = new FaultPoints()
    const run = runInMemory({ log: logOf(...eventsEvery2s(10)), faults, untilEnd: true })
    let failures = 0
    faults.plan = (name) => (name === 'commit 0' && failures++ === 0 ? { fails: unreachable } : null)
    await settle()
    expect(run.kinds().at(-1)).toBe('retrying')
    await pass(500)
    await run.ended
    expect(occurrencesOf((await publishedOn(run.disk)).rolling_window_results)).toBe(10 * 5)
    expect(run.disk.names('.staging')).toEqual([])
  })

  it('takes the partition again when it is fenced while a coordinator says that it is its own: one woke up late', async () => {
    const log = logOf(...eventsEvery2s(10))
    log.isCoordinated = true
    const run = runInMemory({ log, untilEnd: true })
    let isFenced = false
    run.faults.plan = (name) => {
      if (name === 'commit 0' && !isFenced) log.epochs.set(0, 99)
      isFenced ||= name === 'commit 0'
      return null
    }
    await settle()
    expect(run.reports.at(-1)).toMatchObject({
      kind: 'retrying',
      trouble: 'fenced',
      message: 'partition 0 was taken over',
    })
    await pass(500)
    await run.ended
    expect(occurrencesOf((await publishedOn(run.disk)).rolling_window_results)).toBe(10 * 5)
  })

  it('begins with the shortest pause again once it has committed', async () => {
    const faults = new FaultPoints()
    const run = runInMemory({ log: logOf(...eventsEvery2s(10)), faults })
    const pauses = () => run.reports.flatMap((report) => (report.kind === 'retrying' ? [report.pauseMs] : []))
    for (const isDown of [true, true, false, true]) {
      faults.plan = isDown ? failing('commit', unreachable) : () => null
      run.log.append(eventsEvery2s(1, 20))
      await settle()
      await pass(10_000)
      await pass(1_000)
    }
    expect(pauses()).toEqual([500, 1_000, 500])
    run.drop()
  })

  it('ends without a last commit when it is stopped while the log cannot be reached', async () => {
    const run = runInMemory({ faults: new FaultPoints(failing('take', unreachable)) })
    await settle()
    run.stop()
    await run.ended
    expect(run.kinds()).toEqual(['retrying'])
  })

  it.each([
    'create .staging',
    'sync .staging',
    'create .checkpoints',
    'make rolling',
    'link',
    'sync rolling',
    'remove',
  ])('waits for room when the disk takes nothing at %s, and then makes the same commit once (R8)', async (operation) => {
    const faults = new FaultPoints()
    const run = runInMemory({ log: logOf(...eventsEvery2s(10)), faults })
    await settle()
    faults.plan = failing(operation, systemError('ENOSPC'))
    await pass(10_000)
    for (const pauseMs of [500, 1_000, 2_000]) {
      const message = 'the storage cannot be written (ENOSPC, x): the disk is full: make room on it'
      expect(run.reports.at(-1)).toEqual({ kind: 'retrying', partition: 0, trouble: 'disk', message, pauseMs })
      await pass(pauseMs)
    }
    expect(run.kinds()).not.toContain('committed')
    expect(run.faults.operations.filter((name) => name.startsWith('take'))).toHaveLength(1)
    faults.plan = () => null
    await pass(4_000)
    expect(run.kinds()).toContain('committed')
    expect(run.log.committed.get(0)?.offset).toBe(10)
    expect(run.faults.operations.filter((name) => name.startsWith('commit'))).toHaveLength(1)
    expect(run.disk.names('.staging')).toEqual([])
    expect(run.disk.names('.checkpoints')).toHaveLength(1)
    run.stop()
    await run.ended
    expect(occurrencesOf((await publishedOn(run.disk)).rolling_window_results)).toBe(1 + 2 + 3 + 4 + 5 * 4)
  })

  it('gives up the room of a commit that does not fit, so that others have it', async () => {
    const faults = new FaultPoints()
    const run = runInMemory({ log: logOf(...eventsEvery2s(10)), faults })
    await settle()
    faults.plan = failing('create .checkpoints', systemError('ENOSPC'))
    await pass(10_000)
    expect(run.disk.names('.')).toEqual([])
    run.drop()
  })

  it('ends without its last commit when it is stopped while the disk is full, and goes on from the one before', async () => {
    const faults = new FaultPoints(failing('create .staging', systemError('ENOSPC')))
    const first = runInMemory({ log: logOf(...eventsEvery2s(10)), faults })
    await settle()
    first.stop()
    await first.ended
    expect(first.kinds()).not.toContain('finished')
    await runInMemory({ log: first.log, disk: first.disk, untilEnd: true }).ended
    expect(occurrencesOf((await publishedOn(first.disk)).rolling_window_results)).toBe(10 * 5)
  })

  it('takes the partition again when the disk fails while it is recovered', async () => {
    const first = runInMemory({ log: logOf(...eventsEvery2s(10)), untilEnd: true })
    await first.ended
    const faults = new FaultPoints(failing('read .checkpoints', systemError('EMFILE')))
    const run = runInMemory({ log: first.log, disk: first.disk, faults, untilEnd: true })
    await settle()
    expect(run.kinds()).toEqual(['retrying'])
    faults.plan = () => null
    await pass(500)
    await run.ended
    expect(run.kinds()).toEqual(['retrying', 'recovered', 'progress', 'finished'])
  })

  it.each([
    ['fenced', 'commit', new LogError('fenced', 'partition 0 was taken over')],
    ['without what it staged', 'link', systemError('ENOENT')],
  ])('fails for good when it is %s', async (_, operation, error) => {
    const run = runInMemory({ log: logOf(...eventsEvery2s(10)), faults: new FaultPoints(failing(operation, error)) })
    await settle()
    await pass(10_000)
    await expect(run.ended).rejects.toBe(error)
    expect(run.kinds()).not.toContain('retrying')
    expect(run.faults.operations.at(-1)).toBe('close 0')
  })
})
