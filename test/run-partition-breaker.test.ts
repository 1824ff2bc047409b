import { describe, expect, it } from 'vitest'
import type { Retrying } from '../src/checkpoint/retry-trouble.ts'
import { runInMemory } from './support/memory-run.ts'
import { occurrencesOf, publishedOn } from './support/published.ts'
import { eventsEvery2s, logOf, pass, settle, turnTimersByHand } from './support/timed-run.ts'

const HALF = { maxShare: 0.5, isForced: false }
const badRecords = (count: number): string[] => Array.from({ length: count }, () => '{"tenant_id":"acme"}')

/** Commits come when their time has come only. */
const large = { batchSize: () => 5_000, deadLetterBytes: 100_000_000, breaker: HALF }

turnTimersByHand()

describe('runPartition, where too many records are no events,', () => {
  it('commits nothing of them, and takes the partition again with pauses that double up to 10 s', async () => {
    const run = runInMemory({ log: logOf(...badRecords(600), ...eventsEvery2s(400)), ...large })
    const untouched = JSON.stringify(run.disk.names())
    await settle()
    for (const pauseMs of [500, 1_000, 2_000, 4_000, 8_000, 10_000, 10_000]) {
      expect(run.kinds().slice(-2)).toEqual(['recovered', 'progress'])
      await pass(10_000)
      expect(run.reports.at(-1)).toMatchObject({ kind: 'retrying', partition: 0, trouble: 'invalid', pauseMs })
      expect(run.faults.operations.at(-1)).toBe('close 0') // nothing is read or kept meanwhile
      await pass(pauseMs - 1)
      expect(run.kinds().at(-1)).toBe('retrying')
      await pass(1)
    }
    expect(run.kinds()).not.toContain('committed')
    expect(run.log.committed.size).toBe(0)
    expect(run.log.deadLetters).toEqual([])
    expect(JSON.stringify(run.disk.names())).toBe(untouched)
    run.drop()
  })

  it('says what it saw, where one of them is, and what to do', async () => {
    const run = runInMemory({ log: logOf(...eventsEvery2s(3), 'no JSON', ...badRecords(1_200)), ...large })
    await settle()
    await pass(10_000)
    const { message, seen } = run.reports.at(-1) as Retrying
    expect(seen).toMatchObject({
      ...{ partition: 0, fromOffset: 0, toOffset: 1_204, records: 1_204, deadLetters: 1_201, maxShare: 0.5 },
      reasons: [
        { reason: 'schema', deadLetters: 1_200 },
        { reason: 'bad_json', deadLetters: 1 },
      ],
      schemaError: { path: '$.event_type' },
      example: { topic: 'events', partition: 0, offset: 4 },
    })
    expect(message).toMatch(
      /^partition 0, offsets 0 to 1204: 1201 of 1204 records \(99\.75%\) are no events\. --max-invalid allows 50%: nothing of it is committed/,
    )
    expect(message).toMatch(/Seen: schema 1200, bad_json 1; most often \$\.event_type: expected /)
    expect(message).toMatch(/One is topic events, partition 0, offset 4\. Mend .* --force$/)
    expect(message).not.toContain('acme')
    run.drop()
  })

  it('goes on by itself when enough events have come behind them, counts each once and loses none', async () => {
    const run = runInMemory({ log: logOf(...badRecords(600), ...eventsEvery2s(400)), ...large })
    await settle()
    await pass(10_000)
    expect(run.kinds().at(-1)).toBe('retrying')
    run.log.append(eventsEvery2s(200, 400))
    await pass(500)
    await pass(10_000)
    expect(run.kinds().slice(-1)).toEqual(['committed'])
    run.stop()
    await run.ended
    expect(run.log.deadLetters).toHaveLength(600)
    await runInMemory({ log: run.log, disk: run.disk, untilEnd: true }).ended
    expect(occurrencesOf((await publishedOn(run.disk)).rolling_window_results)).toBe(600 * 5)
  })

  it('is not got round by small commits: they are judged together, also when the partition is taken again', async () => {
    const run = runInMemory({ log: logOf(...badRecords(5_000)), breaker: HALF }) // a commit each 100 records
    await settle()
    for (const pauseMs of [500, 1_000, 2_000]) {
      expect(run.reports.at(-1)).toMatchObject({ kind: 'retrying', trouble: 'invalid', pauseMs })
      expect(run.log.deadLetters).toHaveLength(900)
      await pass(pauseMs)
    }
    const { message } = run.reports.findLast(({ kind }) => kind === 'retrying') as Retrying
    expect(message).toContain(
      '100 of 100 records (100%) are no events, 1000 of 1000 records (100%) with the commits before',
    )
    run.drop()
  })

  it('lets fewer than 1,000 records through, whatever they are', async () => {
    const run = runInMemory({ log: logOf(...badRecords(999)), ...large })
    await settle()
    await pass(10_000)
    expect(run.kinds().at(-1)).toBe('committed')
    expect(run.log.deadLetters).toHaveLength(999)
    run.drop()
  })

  it('makes the commit where it is forced, and says the same of it', async () => {
    const run = runInMemory({ log: logOf(...badRecords(1_500)), ...large, breaker: { ...HALF, isForced: true } })
    await settle()
    await pass(10_000)
    expect(run.reports.at(-1)).toMatchObject({
      kind: 'committed',
      forced: { records: 1_500, deadLetters: 1_500, reasons: [{ reason: 'schema', deadLetters: 1_500 }] },
      lettersByTenant: { tenants: new Map([['acme', 1_500]]), others: 0, unknown: 0 },
    })
    run.log.append(eventsEvery2s(1))
    await settle()
    await pass(10_000)
    expect(run.reports.at(-1)).not.toHaveProperty('forced')
    expect(run.log.deadLetters).toHaveLength(1_500)
    run.drop()
  })

  it('fails on the way to an end offset, which somebody waits for', async () => {
    const run = runInMemory({ log: logOf(...badRecords(1_500)), ...large, untilEnd: true })
    await expect(run.ended).rejects.toThrow(/1500 of 1500 records \(100%\) are no events/)
    expect(run.kinds()).toEqual(['recovered', 'progress', 'progress'])
    expect([run.log.committed.size, run.log.deadLetters.length]).toEqual([0, 0])
  })

  it('ends without a last commit when it is stopped meanwhile, and where the last commit would be it', async () => {
    for (const waitsMs of [10_000, 1]) {
      const run = runInMemory({ log: logOf(...badRecords(1_500)), ...large })
      await settle()
      await pass(waitsMs)
      run.stop()
      await run.ended
      expect(run.kinds().slice(-1)).toEqual(['retrying'])
      expect([run.log.committed.size, run.log.deadLetters.length]).toEqual([0, 0])
    }
  })
})
