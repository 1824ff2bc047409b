import { describe, it } from 'vitest'
import type { Seen } from '../../src/look/sight.ts'
import type { PartitionReport } from '../../src/run-partition.ts'
import { gatherReports } from '../../src/workers/gather-reports.ts'
import { marbles } from '../support/marbles.ts'
import { finished, progress, seen } from './reports.ts'

const IN: Record<string, PartitionReport | Seen> = {
  p: progress(0, 10, 10),
  q: progress(0, 15, 5),
  r: progress(1, 3, 3),
  f: finished(0),
  s: seen(7),
}

describe('gatherReports', () => {
  it(
    'adds up what is said of progress, and says all else at once, behind that',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const report$ = cold(' -pq----pf--r--|   ', IN)
      const subs = '         ^-------------!   '
      const expected = '     -----P--C-----(R|)'
      expectObservable(report$.pipe(gatherReports(5))).toBe(expected, {
        P: [progress(0, 15, 15)],
        C: [IN.p, IN.f],
        R: [IN.r],
      })
      expectSubscriptions(report$.subscriptions).toBe(subs)
    }),
  )

  it(
    'says at once what was seen: somebody waits for it, and it counts what was processed by then',
    marbles(({ cold, expectObservable }) => {
      const report$ = cold(' p-sq---', IN)
      const expected = '     --S--Q'
      expectObservable(report$.pipe(gatherReports(5)), '------!').toBe(expected, { S: [IN.p, IN.s], Q: [IN.q] })
    }),
  )

  it(
    'keeps the partitions apart',
    marbles(({ cold, expectObservable }) => {
      const report$ = cold(' prq---', IN)
      const expected = '     -----P'
      expectObservable(report$.pipe(gatherReports(5)), '------!').toBe(expected, {
        P: [progress(0, 15, 15), IN.r],
      })
    }),
  )

  it(
    'says what is left when its source completes, and nothing where there is nothing',
    marbles(({ cold, expectObservable }) => {
      expectObservable(cold('p|', IN).pipe(gatherReports(5))).toBe('-(P|)', { P: [IN.p] })
      expectObservable(cold('-----------|', IN).pipe(gatherReports(5))).toBe('-----------|')
      expectObservable(cold('|', IN).pipe(gatherReports(5))).toBe('|')
    }),
  )

  it(
    'fails with its source, and lets go of it when it is unsubscribed',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const failing$ = cold('p#', IN, new Error('lost'))
      expectObservable(failing$.pipe(gatherReports(5))).toBe('-#', undefined, new Error('lost'))
      const report$ = cold(' p----', IN)
      const unsub = '        ---!  '
      expectObservable(report$.pipe(gatherReports(5)), unsub).toBe('------')
      expectSubscriptions(report$.subscriptions).toBe('^--!')
    }),
  )
})
