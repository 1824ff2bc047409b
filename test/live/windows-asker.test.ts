import { Subject, VirtualTimeScheduler } from 'rxjs'

import { describe, expect, it } from 'vitest'
import { WindowsAsker } from '../../src/live/windows-asker.ts'
import { NOTHING_SEEN, type Sight } from '../../src/look/sight.ts'
import type { RunReport } from '../../src/workers/worker-report.ts'
import { progress } from '../workers/reports.ts'

const QUERY = { search: 'x', tenant: null, top: 5 }
const sightOf = (tenant: string, n: number): Sight => ({
  ...NOTHING_SEEN,
  tenantsMatching: 1,
  tenants: new Map([[tenant, new Map([[0, new Map([['view', n]])]])]]),
})

const setUp = () => {
  const report$ = new Subject<RunReport>()
  const clock = new VirtualTimeScheduler()
  const asker = new WindowsAsker(report$, clock)
  const asked: unknown[] = []
  asker.look$.subscribe((request) => asked.push(request))
  return {
    ...{ asker, asked, report$ },
    answers: (id: number, worker: number, sight: Sight) => report$.next({ kind: 'seen', id, sight, worker }),
    /** Turns the clock on until nothing waits. */
    passes: () => clock.flush(),
  }
}

describe('WindowsAsker', () => {
  it('asks once and waits for each of the processes', async () => {
    const { asker, asked, answers, report$ } = setUp()
    const sight = asker.ask(QUERY, 2)
    expect(asked).toEqual([{ id: 1, query: QUERY }])
    answers(1, 0, sightOf('a', 3))
    report$.next({ ...progress(0, 1, 1), worker: 1 })
    answers(1, 1, sightOf('b', 4))
    const { tenants, tenantsMatching, isPartial } = await sight
    expect([[...tenants.keys()], tenantsMatching, isPartial]).toEqual([['b', 'a'], 2, false])
  })

  it('takes an answer that comes within the turn of the question', async () => {
    const { asker, answers } = setUp()
    asker.look$.subscribe(({ id }) => answers(id, 0, sightOf('a', 3)))
    expect([...(await asker.ask(QUERY, 1)).tenants.keys()]).toEqual(['a'])
    expect([...(await asker.ask(QUERY, 1)).tenants.keys()]).toEqual(['a'])
  })

  it('sees nothing at once where there is no process yet', async () => {
    expect(await setUp().asker.ask(QUERY, 0)).toEqual(NOTHING_SEEN)
  })

  it('is partial with what there is where one does not answer within a second', async () => {
    const { asker, answers, passes } = setUp()
    const sight = asker.ask(QUERY, 2)
    answers(1, 1, sightOf('a', 3))
    passes()
    expect(await sight).toMatchObject({ isPartial: true, tenantsMatching: 1 })
    const nobody = asker.ask(QUERY, 1)
    passes()
    expect(await nobody).toEqual({ ...NOTHING_SEEN, isPartial: true })
  })

  it('takes no late answer for one to a later question', async () => {
    const { asker, answers, passes } = setUp()
    const first = asker.ask(QUERY, 1)
    passes()
    await first
    const second = asker.ask(QUERY, 1)
    answers(1, 0, sightOf('late', 3))
    answers(2, 0, sightOf('a', 3))
    expect([...(await second).tenants.keys()]).toEqual(['a'])
  })

  it('keeps questions apart that are asked at the same time', async () => {
    const { asker, asked, answers } = setUp()
    const sights = [asker.ask(QUERY, 1), asker.ask({ ...QUERY, top: 1 }, 1)]
    expect(asked).toHaveLength(2)
    answers(2, 0, sightOf('b', 1))
    answers(1, 0, sightOf('a', 1))
    expect((await Promise.all(sights)).map(({ tenants }) => [...tenants.keys()])).toEqual([['a'], ['b']])
  })

  it('sees nothing more of a run that is over', async () => {
    const { asker, report$ } = setUp()
    report$.complete()
    expect(await asker.ask(QUERY, 1)).toEqual({ ...NOTHING_SEEN, isPartial: true })
  })
})
