import { describe, expect, it } from 'vitest'
import { INITIAL_STATUS, type LiveStatus, statusAfter } from '../../src/live/live-status.ts'
import { LEAST_FREE_BYTES, problemsOf, type Situation } from '../../src/live/problems.ts'
import { PROBLEM_KINDS } from '../../src/live/status-view.ts'
import type { RunReport } from '../../src/workers/worker-report.ts'
import { dead, progress, recovered, running, starting } from '../workers/reports.ts'

const WELL: Situation = {
  nowMs: 100_000,
  phase: 'running',
  phaseSinceMs: 10_000,
  isOpen: true,
  opening: null,
  logSilent: null,
  room: null,
  standstill: new Map(),
}
/** Reports a second apart, from second 20 on. */
const statusOf = (...reports: readonly RunReport[]): LiveStatus =>
  reports.reduce((status, report, i) => statusAfter(status, report, 20_000 + i * 1_000), INITIAL_STATUS)
const TAKEN = statusOf(recovered(0))
const problems = (status: LiveStatus, situation: Partial<Situation> = {}) =>
  problemsOf(status, { ...WELL, ...situation })
const retrying = (trouble: 'log' | 'fenced' | 'disk' | 'invalid', partition = 0): RunReport => ({
  ...{ kind: 'retrying', partition, trouble, message: `${trouble}!`, pauseMs: 500 },
})
const nowhere = { partition: null, worker: null }

describe('problemsOf', () => {
  it('finds none in a run that is well, whether it is about to end or not', () => {
    expect(problems(TAKEN)).toEqual([])
    expect(problems(TAKEN, { phase: 'ending' })).toEqual([])
    expect(
      problems(statusOf(running(), recovered(0)), { room: { freeBytes: LEAST_FREE_BYTES, lowSinceMs: null } }),
    ).toEqual([])
  })

  it('says that it is starting, and what it waits for', () => {
    const opening = { phase: 'opening' as const, phaseSinceMs: 3, isOpen: false }
    expect(problems(INITIAL_STATUS, opening)).toEqual([
      { kind: 'starting', message: 'the log and the storage are being opened', sinceMs: 3, ...nowhere },
    ])
    const trouble = { kind: 'disk', message: 'no space left', sinceMs: 5 } as const
    const logSilent = { message: 'cannot be heard either', sinceMs: 6 }
    expect(problems(INITIAL_STATUS, { ...opening, opening: trouble, logSilent })).toEqual([{ ...trouble, ...nowhere }])
  })

  it('says that the log is silent, and why', () => {
    expect(problems(TAKEN, { logSilent: { message: 'it has not answered for 1.5 s', sinceMs: 7 } })).toEqual([
      {
        kind: 'log',
        message: 'the log does not say where it ends: it has not answered for 1.5 s',
        sinceMs: 7,
        ...nowhere,
      },
    ])
  })

  it('says how little room there is', () => {
    expect(problems(TAKEN, { room: { freeBytes: 5_300_000, lowSinceMs: 8 } })).toEqual([
      {
        kind: 'room',
        message: 'the storage has 5 MiB left, less than 64: make room; commits wait where there is none',
        sinceMs: 8,
        ...nowhere,
      },
    ])
  })

  it.each([
    'log',
    'fenced',
    'disk',
    'invalid',
  ] as const)('says which partition waits for %s, and whose it is', (trouble) => {
    const status = statusOf({ ...recovered(3), worker: 1 }, { ...retrying(trouble, 3), worker: 1 })
    expect(problems(status)).toEqual([
      { kind: trouble, message: `partition 3 waits: ${trouble}!`, sinceMs: 21_000, partition: 3, worker: 1 },
    ])
  })

  it('says which worker is not running', () => {
    const status = statusOf({ ...recovered(0), worker: 0 }, starting(0), starting(1), dead(500, 1), running(2))
    const worker = (worker: number, message: string, sinceMs: number) => ({
      ...{ kind: 'worker', message, sinceMs, partition: null, worker },
    })
    expect(problems(status)).toEqual([
      worker(0, 'worker 0 is being started', 21_000),
      worker(1, 'worker 1 was killed by SIGKILL, and is started again', 23_000),
    ])
    expect(problems(status, { phase: 'ending' })[1]?.message).toBe('worker 1 was killed by SIGKILL')
    const again = statusOf({ ...recovered(0), worker: 0 }, starting(1), dead(500, 1), starting(1))
    // In trouble since it died, not since its successor was begun.
    expect(problems(again)).toEqual([worker(1, 'worker 1 was killed by SIGKILL, and is started again', 22_000)])
    expect(
      problems(statusOf({ ...recovered(0), worker: 0 }, starting(1), dead(500, 1), starting(1), running(1))),
    ).toEqual([])
  })

  it('says where a partition stands still', () => {
    const status = statusOf(recovered(0), progress(0, 77, 77))
    expect(problems(status, { standstill: new Map([[0, 75_400]]) })).toEqual([
      {
        kind: 'standstill',
        message: 'partition 0 has records to read and has stood at offset 77 for 25 s',
        sinceMs: 75_400,
        partition: 0,
        worker: null,
      },
    ])
  })

  it('says that the group has given nothing yet, for a minute: who has nothing behind that stands by', () => {
    const expected = {
      kind: 'no_partition',
      message: 'the group has given this process no partition',
      sinceMs: 10_000,
    }
    expect(problems(INITIAL_STATUS, { nowMs: 69_999 })).toEqual([{ ...expected, ...nowhere }])
    expect(problems(INITIAL_STATUS, { nowMs: 70_000 })).toEqual([])
    expect(problems(INITIAL_STATUS, { nowMs: 69_999, phase: 'ending' })).toEqual([])
    const revoked = statusOf(recovered(0), { kind: 'revoked', partition: 0 }) // in second 21
    expect(problems(revoked, { nowMs: 80_999 })).toEqual([{ ...expected, ...nowhere, sinceMs: 21_000 }])
    expect(problems(revoked, { nowMs: 81_000 })).toEqual([])
  })

  it('says the oldest first', () => {
    const status = statusOf(recovered(0), retrying('disk'), retrying('log', 1))
    const situation = { logSilent: { message: '', sinceMs: 90_000 }, room: { freeBytes: 0, lowSinceMs: 1 } }
    expect(problems(status, situation).map(({ kind, sinceMs }) => `${kind} ${sinceMs}`)).toEqual([
      ...['room 1', 'disk 21000', 'log 22000', 'log 90000'],
    ])
  })

  it('has a kind for each of these', () => {
    const kinds = ['starting', 'log', 'disk', 'room', 'invalid', 'fenced', 'worker', 'standstill', 'no_partition']
    expect([...PROBLEM_KINDS].sort()).toEqual(kinds.sort())
  })
})
