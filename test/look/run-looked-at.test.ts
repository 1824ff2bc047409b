import { Subject } from 'rxjs'
import { describe, expect, it } from 'vitest'
import { LogError } from '../../src/log/event-log.ts'
import type { LookRequest, Sight } from '../../src/look/sight.ts'
import { eventJson } from '../support/events.ts'
import { MemoryLog } from '../support/memory-log.ts'
import { type RunSetting, runLookedAtInMemory } from '../support/memory-run.ts'
import { occurrencesOf, publishedOn } from '../support/published.ts'
import { pass, settle, turnTimersByHand } from '../support/timed-run.ts'

turnTimersByHand()

const QUERY = { search: '', tenant: null, top: 10 }

/** A partition for each count, with so many events of a tenant `t0`, `t1`, ..., one every 2 s. */
const logOf = (...counts: readonly number[]): MemoryLog => {
  const log = new MemoryLog(counts.length)
  counts.forEach((count, partition) => {
    const tenant_id = `t${partition}`
    log.append(
      Array.from({ length: count }, (_, i) => eventJson(i * 2_000, { tenant_id })),
      partition,
    )
  })
  return log
}
const lookedAt = (setting: RunSetting) => {
  const look$ = new Subject<LookRequest>()
  const run = runLookedAtInMemory(setting, look$)
  let id = 0
  const look = (): Sight | null => {
    look$.next({ id: ++id, query: QUERY })
    const last = run.reports.at(-1)
    return last?.kind === 'seen' && last.id === id ? last.sight : null
  }
  return { run, look, look$ }
}
const pairsIn = (windows: Sight['windows']): number =>
  [...windows.values()].flatMap((byType) => [...byType.values()]).reduce((sum, n) => sum + n, 0)
const tenantsIn = (sight: Sight | null) => [...sight!.tenants].map(([tenant, windows]) => [tenant, pairsIn(windows)])

describe('runLookedAt', () => {
  it('answers within the turn of the question, with what was processed by then', async () => {
    const { run, look } = lookedAt({ log: logOf(4, 2) })
    expect(tenantsIn(look())).toEqual([])
    await settle()
    expect(tenantsIn(look())).toEqual([
      ['t0', 20],
      ['t1', 10],
    ])
    run.log.append([eventJson(4_000, { tenant_id: 't1' })], 1)
    await settle()
    expect(tenantsIn(look())).toEqual([
      ['t0', 20],
      ['t1', 15],
    ])
    run.drop()
  })

  it('answers the question that it was asked', async () => {
    const { run, look$ } = lookedAt({ log: logOf(4, 2) })
    await settle()
    look$.next({ id: 70, query: { ...QUERY, tenant: 't1' } })
    const seen = run.reports.at(-1)
    expect(seen).toMatchObject({ kind: 'seen', id: 70 })
    expect(seen?.kind === 'seen' && tenantsIn(seen.sight)).toEqual([['t1', 10]])
    run.drop()
  })

  it('goes on where a look fails, and says of that one that it is partial', async () => {
    const { run, look, look$ } = lookedAt({ log: logOf(4, 2) })
    await settle()
    look$.next({ id: 71, query: { ...QUERY, search: null as never } })
    expect(run.reports.at(-1)).toMatchObject({ kind: 'seen', id: 71, sight: { isPartial: true, tenantsMatching: 0 } })
    expect(look()?.isPartial).toBe(false)
    run.drop()
  })

  it('tells who watches, too', async () => {
    const kinds = new Set<string>()
    const { run, look } = lookedAt({ log: logOf(4), watch: ({ kind }) => kinds.add(kind) })
    await settle()
    expect(look()).not.toBeNull()
    expect(kinds).toContain('windows-at-barrier')
    run.drop()
  })

  it('shows all windows closed at the end, as they are in Parquet, and answers no more when it is over', async () => {
    const { run, look } = lookedAt({ log: logOf(5, 3), untilEnd: true, staysUntilStopped: true })
    await settle()
    expect(pairsIn(look()!.history)).toBe(8 * 5)
    run.stop()
    await run.ended
    const { rolling_window_results } = await publishedOn(run.disk)
    expect(occurrencesOf(rolling_window_results)).toBe(8 * 5)
    expect(look()).toBeNull()
  })

  it('shows nothing of a partition any more that is another process’', async () => {
    const { run, look } = lookedAt({ log: logOf(20, 20) })
    await settle()
    run.consumer.revoke(0)
    await settle()
    const sight = look()
    expect(tenantsIn(sight).map(([tenant]) => tenant)).toEqual(['t1'])
    expect(new Set([...sight!.windows.values()].flatMap((byType) => [...byType.values()]))).not.toContain(10)
    run.drop()
  })

  it('counts no event twice of a partition that is taken again behind trouble, while it reads them again (R4)', async () => {
    const sights: (Sight | null)[] = []
    const { run, look } = lookedAt({
      log: logOf(12),
      batchSize: () => 3,
      watch: ({ kind }) => kind === 'barrier' && sights.push(look()),
    })
    run.faults.plan = (name) => (name === 'commit 0' ? { fails: new LogError('unreachable', 'no broker') } : null)
    await settle()
    await pass(10_000) // the commit fails
    run.faults.plan = () => null
    await pass(500)
    expect(run.kinds().filter((kind) => kind === 'recovered')).toHaveLength(2)
    const pairs = sights.map((sight) => pairsIn(sight!.windows))
    expect(pairs).toEqual([15, 30, 45, 60, 60, 15, 30, 45, 60])
    const counts = sights.flatMap((sight) => [...sight!.windows.values()].flatMap((byType) => [...byType.values()]))
    expect(Math.max(...counts)).toBe(5) // an event every 2 s, in windows of 10 s
    run.drop()
  })

  it('fails with the pipeline', async () => {
    const { run, look } = lookedAt({ log: logOf(3) })
    run.faults.plan = (name) => (name === 'take 0' ? { fails: new Error('a defect') } : null)
    await expect(run.ended).rejects.toThrow('a defect')
    expect(look()).toBeNull()
  })
})
