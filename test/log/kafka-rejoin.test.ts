import { concat, defer, NEVER, of, throwError } from 'rxjs'
import { describe, expect, it } from 'vitest'
import { LogError } from '../../src/log/event-log.ts'
import { rejoin } from '../../src/log/kafka-rejoin.ts'
import { marbles } from '../support/marbles.ts'

const lost = (reason: 'unreachable' | 'unauthenticated' | 'unauthorized') => new LogError(reason, `lost: ${reason}`)

describe('joining again', () => {
  it.each([
    ['unreachable', 200],
    ['unauthenticated', 30_000],
  ] as const)('waits and tries again where the group is %s', (reason, pauseMs) =>
    marbles(({ cold, expectObservable, flush }) => {
      const told: string[] = []
      const membership$ = cold('     a#', { a: 1 }, lost(reason))
      const expected = `             a ${pauseMs}ms a ${pauseMs}ms (a|)`
      let attempts = 0
      const joined$ = defer(() => (++attempts < 3 ? membership$ : of(1)))
      expectObservable(joined$.pipe(rejoin(2, ({ message }, ms) => told.push(`${message} ${ms}`)))).toBe(expected, {
        a: 1,
      })
      flush()
      expect(told).toEqual([`lost: ${reason} ${pauseMs}`, `lost: ${reason} ${pauseMs}`])
    })())

  it(
    'waits longer each time, 1 s at most, and gives up after its attempts',
    marbles(({ expectObservable, flush }) => {
      const told: number[] = []
      const failing$ = throwError(() => lost('unreachable'))
      expectObservable(failing$.pipe(rejoin(4, (_, pauseMs) => told.push(pauseMs)))).toBe(
        '2400ms #',
        undefined,
        lost('unreachable'),
      )
      flush()
      expect(told).toEqual([200, 400, 800, 1_000])
    }),
  )

  it(
    'passes on what waiting does not mend',
    marbles(({ expectObservable }) => {
      const refused$ = concat(
        of('a'),
        throwError(() => lost('unauthorized')),
        NEVER,
      )
      expectObservable(refused$.pipe(rejoin(9))).toBe('(a#)', undefined, lost('unauthorized'))
    }),
  )
})
