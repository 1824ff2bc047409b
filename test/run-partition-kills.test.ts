import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkpointPath, decodeReference } from '../src/checkpoint/checkpoint.ts'
import { originOf } from '../src/dead-letter/headers.ts'
import { eventJson } from './support/events.ts'
import { FaultPoints, killedAt } from './support/fault-points.ts'
import type { MemoryDisk } from './support/memory-file-system.ts'
import { MemoryLog } from './support/memory-log.ts'
import { newDisk, type RunSetting, runInMemory } from './support/memory-run.ts'
import { neededCheckpoints } from './support/needed-checkpoints.ts'
import { occurrencesOf, publishedOn, sorted, summedUp } from './support/published.ts'

const eventValue = fc
  .record({
    timeMs: fc.integer({ min: 0, max: 60_000 }),
    tenant: fc.constantFrom('a', 'b', '__proto__', '../../etc'),
    type: fc.constantFrom('view', 'click', 'session_start', 'session_end'),
    session: fc.option(fc.constantFrom('s1', 's2')),
  })
  .map(({ timeMs, tenant, type, session }) =>
    eventJson(timeMs, { tenant_id: tenant, event_type: type, ...(session && { payload: { session_id: session } }) }),
  )
const value = fc.oneof({ weight: 9, arbitrary: eventValue }, { weight: 1, arbitrary: fc.constantFrom('{', '[]', '') })

const kill = fc.record({
  operation: fc.nat({ max: 60 }),
  when: fc.constantFrom('before' as const, 'midway' as const, 'after' as const),
  losesPower: fc.boolean(),
})

const setting = fc.record({
  rows: fc.integer({ min: 1, max: 40 }),
  graceMs: fc.constantFrom(0, 2_000, 20_000),
  size: fc.integer({ min: 1, max: 12 }),
})

/** What came of a log: every row of every data set, and each dead letter by its offset and reason. */
const outcomeOf = async (log: MemoryLog, disk: MemoryDisk) => {
  const published = await publishedOn(disk)
  return {
    results: sorted(published.rolling_window_results),
    corrections: summedUp(published.late_window_corrections),
    sessions: sorted(published.session_stats),
    unmatched: sorted(published.unmatched_sessions),
    // When they failed is the wall clock's, of each run.
    deadLetters: log.deadLetters.map(({ headers }) => ({ ...originOf(headers), firstFailedAtMs: null })),
    pairs: occurrencesOf([...published.rolling_window_results, ...published.late_window_corrections]),
  }
}

const logOf = (values: readonly string[]) => {
  const log = new MemoryLog()
  log.append(values)
  return log
}

/** The checkpoints that what is committed is read from. */
const needed = ({ log, disk }: { readonly log: MemoryLog; readonly disk: MemoryDisk }): string[] => {
  const committed = log.committed.get(0)
  if (committed === undefined) return []
  const { commitId } = decodeReference(committed.metadata, '')
  return neededCheckpoints(commitId, disk.read(checkpointPath(commitId))!).map((name) => `.checkpoints/${name}`)
}

describe('a partition that is killed at any operations, and run again each time,', () => {
  it('has the rows and dead letters of one that was left alone (R1, T12)', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(value, { maxLength: 60 }),
        setting,
        fc.array(kill, { maxLength: 6 }),
        async (values, { rows, graceMs, size }, kills) => {
          const alone = { log: logOf(values), disk: newDisk(), graceMs, untilEnd: true }
          await runInMemory(alone).ended
          const expected = await outcomeOf(alone.log, alone.disk)
          expect(expected.pairs).toBe(5 * (values.length - expected.deadLetters.length))

          const killed: RunSetting & typeof alone = {
            ...alone,
            log: logOf(values),
            disk: newDisk(),
            rows,
            batchSize: () => size,
          }
          for (const { operation, when, losesPower } of kills) {
            const faults = new FaultPoints(killedAt(operation, when))
            const run = runInMemory({ ...killed, faults })
            await Promise.race([faults.died, run.ended])
            run.drop()
            if (losesPower) killed.disk.losePower()
          }
          await runInMemory(killed).ended
          expect(await outcomeOf(killed.log, killed.disk)).toEqual(expected)
          expect(killed.disk.names('.staging')).toEqual([])
          expect(killed.disk.names('.checkpoints')).toEqual(needed(killed))
        },
      ),
      { numRuns: 40 },
    )
  })

  it('has them also where it was asleep at any operation while another took the partition', async () => {
    const values = Array.from({ length: 24 }, (_, i) => (i % 8 === 0 ? '{' : eventJson(((i * 7) % 24) * 2_000)))
    const alone = { log: logOf(values), disk: newDisk(), untilEnd: true }
    await runInMemory(alone).ended
    const expected = await outcomeOf(alone.log, alone.disk)

    for (let operation = 0, isOver = false; !isOver; operation++) {
      const [log, disk] = [logOf(values), newDisk()]
      const faults = new FaultPoints()
      const { asleep, wake } = sleepAt(faults, operation)
      const zombie = runInMemory({ log, disk, faults, untilEnd: true, rows: 5, batchSize: () => 12 })
      isOver = (await Promise.race([asleep.then(() => 'asleep'), zombie.ended])) !== 'asleep'
      await runInMemory({ log, disk, untilEnd: true }).ended
      wake()
      await zombie.ended.catch(({ name }) => expect(name).toMatch(/^(LogError|CheckpointError)$/))
      await runInMemory({ log, disk, untilEnd: true }).ended
      expect(await outcomeOf(log, disk), `asleep at ${faults.operations[operation]}`).toEqual(expected)
      expect(disk.names('.staging')).toEqual([])
    }
  })
})

/** Makes a process sleep at its n-th operation until it is woken. */
const sleepAt = (faults: FaultPoints, operation: number) => {
  let wake = () => {}
  const asleep = new Promise<void>((isAsleep) => {
    faults.pause = (n) => {
      if (n !== operation) return null
      isAsleep()
      return new Promise((go) => {
        wake = go
      })
    }
  })
  return { asleep, wake: () => wake() }
}
