import { from, lastValueFrom, of, throwError, toArray } from 'rxjs'
import { describe, expect, it } from 'vitest'
import { circuitBreaker, InvalidRecordsError } from '../../src/checkpoint/circuit-breaker.ts'
import type { Commit } from '../../src/checkpoint/commit-when-due.ts'
import type { CommitDone } from '../../src/checkpoint/committed.ts'
import type { Pending } from '../../src/checkpoint/pending.ts'
import type { Retrying } from '../../src/checkpoint/retry-trouble.ts'
import { deadLetter, pendingOf, START } from '../support/outputs.ts'
import { committed } from '../workers/reports.ts'

const done = (toOffset: number): CommitDone => ({ kind: 'done', committed: committed(0, toOffset), position: START })
const WAITING: Retrying = { kind: 'retrying', partition: 0, trouble: 'disk', message: 'full', pauseMs: 500 }

const pending = (deadLetters: number, records: number): Pending => ({
  ...pendingOf(...Array.from({ length: deadLetters }, () => deadLetter(1, 'schema', 'secret'))),
  records,
})

/** What commits become, one after the other. */
const made = async (commit: Commit, ...commits: readonly Pending[]) => {
  const outcomes: unknown[] = []
  for (const one of commits)
    outcomes.push(await lastValueFrom(from(commit(one, START))).catch((error: unknown) => error))
  return outcomes.map((outcome) => (outcome instanceof InvalidRecordsError ? 'refused' : 'made'))
}
const HALF = { maxShare: 0.5, isForced: false }

describe('circuitBreaker', () => {
  it('passes on all that a commit says, where it is in order', async () => {
    const commit = circuitBreaker(HALF)(() => of(WAITING, done(7)))
    const said = await lastValueFrom(from(commit(pending(1, 1_000), START)).pipe(toArray()))
    expect(said).toEqual([WAITING, done(7)])
  })

  it('begins nothing of a commit that it refuses', async () => {
    let begun = 0
    const commit = circuitBreaker(HALF)(() => {
      begun++
      return of(done(7))
    })
    expect(await made(commit, pending(600, 1_000), pending(600, 1_000))).toEqual(['refused', 'refused'])
    expect(begun).toBe(0)
  })

  it('remembers small commits from one taking of the partition to the next, those only that were made', async () => {
    const guarded = circuitBreaker(HALF)
    const fails = guarded(() => throwError(() => new Error('the broker is gone')))
    await made(fails, pending(900, 900))
    const [first, second] = [guarded(() => of(done(7))), guarded(() => of(done(7)))]
    expect(await made(first, pending(900, 900))).toEqual(['made'])
    expect(await made(second, pending(100, 100), pending(0, 900), pending(100, 100))).toEqual([
      ...['refused', 'made', 'made'],
    ])
  })

  it('makes it where it is forced, says what it saw, and begins anew', async () => {
    const commit = circuitBreaker({ ...HALF, isForced: true })(() => of(done(7)))
    const say = (one: Pending) => lastValueFrom(from(commit(one, START)))
    expect(await say(pending(999, 999))).toEqual(done(7))
    expect(await say(pending(1, 1))).toMatchObject({
      committed: { forced: { records: 1, together: { records: 1_000 } } },
    })
    expect(await say(pending(999, 999))).toEqual(done(7))
  })

  it('says nothing of what is in the records', () => {
    const commit = circuitBreaker(HALF)(() => of(done(7)))
    const refused = lastValueFrom(from(commit(pending(1_000, 1_000), START)))
    return expect(refused.catch((error: unknown) => JSON.stringify(error) + String(error))).resolves.not.toMatch(
      /secret/,
    )
  })
})
