import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { from, lastValueFrom, mergeMap, toArray } from 'rxjs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openLog } from '../../src/cli/open-log.ts'
import { leftovers } from '../torture/commit-files.ts'
import { type CallToKillAt, killAtCall, straceMissing } from '../torture/kill-at-call.ts'
import { lettersIn, rangesBetween } from '../torture/letters.ts'
import { multisetDifferences } from '../torture/multiset.ts'
import { type Outcome, readOutcome, rowDifferences } from '../torture/outcome.ts'
import { runProgram } from '../torture/program.ts'

const missing = straceMissing()
if (missing !== null) console.warn(`skipped: kills at system calls (${missing})`)

/** One batch, which is a commit since it has rows; the end of the log is another one. */
const EVENTS = 40
const SEED = 7
const AT_ONCE = 2

/** Where a commit and a recovery touch the disk; LMDB's are pwrite64 and fdatasync. Written files have names that cannot be foretold. */
const callsIn = (storage: string): readonly CallToKillAt[] => {
  const everywhere = ['fsync', 'pwrite64', 'unlink', 'mkdir', 'link', 'fdatasync'].map((name) => ({ name, paths: [] }))
  return [...everywhere, { name: 'openat', paths: [join(storage, '.staging'), join(storage, '.checkpoints')] }]
}

describe.runIf(missing === null)('a pipeline that is killed at a system call', { timeout: 1_200_000 }, () => {
  let folder: string
  let wanted: { readonly outcome: Outcome; readonly letters: readonly string[] }

  const argsIn = (place: string): string[] => [
    ...[`--log=lmdb:${join(place, 'log')}`, `--storage=${join(place, 'storage')}`],
    ...['--partitions=1', '--commit-rows=1', '--until-end'],
  ]
  /** A new place, whose log has the events and whose storage is not there yet. */
  const freshPlace = async (): Promise<string> => {
    const place = await mkdtemp(join(folder, 'place-'))
    await cp(join(folder, 'log/data.mdb'), join(place, 'log/data.mdb'))
    return place
  }
  const lettersOf = async (place: string): Promise<readonly string[]> => {
    const log = await openLog({ kind: 'lmdb', path: join(place, 'log') })
    try {
      return await lettersIn(log, 'events_dlq', rangesBetween(null, (await log.bounds('events_dlq')) ?? []))
    } finally {
      await log.close()
    }
  }

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tideline-syscall-kills-'))
    await runProgram('produce', [
      ...[`--log=lmdb:${join(folder, 'log')}`, '--partitions=1', `--count=${EVENTS}`, '--rate=0', '--tenants=3'],
      ...['--late=20%', `--seed=${SEED}`, '--start=2026-01-01T00:00:00Z'],
    ])
    const place = await freshPlace()
    await runProgram('pipeline', argsIn(place))
    wanted = { outcome: await readOutcome(join(place, 'storage')), letters: await lettersOf(place) }
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))

  /** What is wrong after a kill and one clean run; null where there was no n-th call. */
  const differencesAt = async (nameOfCall: string, n: number): Promise<readonly string[] | null> => {
    const place = await freshPlace()
    const storage = join(place, 'storage')
    const call = callsIn(storage).find(({ name }) => name === nameOfCall)!
    const wasKilled = await killAtCall(call, n, argsIn(place))
    if (wasKilled) await runProgram('pipeline', argsIn(place))
    const outcome = await readOutcome(storage)
    const differences = [
      ...outcome.problems,
      ...rowDifferences(outcome, wanted.outcome),
      ...multisetDifferences('dead letters', await lettersOf(place), wanted.letters),
      ...(await leftovers(storage)),
    ]
    await rm(place, { recursive: true })
    return wasKilled ? differences.map((difference) => `${nameOfCall} ${n}: ${difference}`) : null
  }

  /** Kills at the first call, the second and so on, until a run has no more of them. */
  const killAtEach = async (name: string): Promise<{ name: string; kills: number; differences: readonly string[] }> => {
    const differences: string[] = []
    for (let n = 1; ; n++) {
      const found = await differencesAt(name, n)
      if (found === null) {
        console.info(`${name}: ${n - 1} kills`)
        return { name, kills: n - 1, differences }
      }
      differences.push(...found)
    }
  }

  it('leaves what one leaves that nobody killed, once it ran again, whichever call it was', async () => {
    expect(wanted.outcome.problems).toEqual([])
    expect(wanted.outcome.rows.rolling_window_results.length).toBeGreaterThan(0)
    expect(wanted.outcome.rows.late_window_corrections.length).toBeGreaterThan(0)
    expect(wanted.letters.length).toBeGreaterThan(0)
    const names = callsIn('').map(({ name }) => name)
    const calls = await lastValueFrom(from(names).pipe(mergeMap(killAtEach, AT_ONCE), toArray()))
    expect(calls.flatMap(({ differences }) => differences)).toEqual([])
    expect(calls.filter(({ kills }) => kills === 0)).toEqual([])
  })
})
