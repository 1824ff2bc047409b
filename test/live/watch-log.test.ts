import { firstValueFrom, type Observable } from 'rxjs'
import { describe, expect, it } from 'vitest'
import { type LogLook, watchLog } from '../../src/live/watch-log.ts'
import { LogError, type PartitionBounds, type Topics } from '../../src/log/event-log.ts'
import { marbles } from '../support/marbles.ts'

type Bounds = readonly PartitionBounds[] | null
const bounds = (...endOffsets: readonly number[]): Bounds =>
  endOffsets.map((endOffset, partition) => ({ partition, startOffset: 0, endOffset }))
const ends = (...endOffsets: readonly number[]): LogLook => ({
  kind: 'ends',
  endOffsets: new Map(endOffsets.entries()),
})
const silent = (message: string): LogLook => ({ kind: 'silent', message })
const SLOW = silent('it has not answered for 1.5 s')

/** Answers one question after the other; an Observable stands for a promise, which virtual time does not know. */
const logOf = (...answers: readonly Observable<Bounds>[]): Pick<Topics, 'bounds'> => {
  let asked = 0
  return { bounds: () => answers[Math.min(asked++, answers.length - 1)] as unknown as Promise<Bounds> }
}

describe('watchLog', () => {
  it(
    'asks a second behind each answer, one question at a time, and says once of one that does not come that it is slow',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const [first$, second$] = [cold<Bounds>('(a|)', { a: bounds(7, 9) }), cold<Bounds>('50ms (b|)', { b: bounds(8) })]
      const never$ = cold<Bounds>('-')
      const looks$ = watchLog(logOf(first$, second$, never$), 'events')
      const expected = 'a 1049ms b 2499ms s'
      expectObservable(looks$, '1m !').toBe(expected, { a: ends(7, 9), b: ends(8), s: SLOW })
      expectSubscriptions(never$.subscriptions).toBe(`${1_000 + 50 + 1_000}ms ^ ${60_000 - 2_051}ms !`)
    }),
  )

  it(
    'takes a late answer when it comes, and goes on',
    marbles(({ cold, expectObservable }) => {
      const late$ = cold<Bounds>('10s (a|)', { a: bounds(7) })
      const soon$ = cold<Bounds>('(b|)', { b: bounds(8) })
      const expected = '1500ms s 8499ms a 999ms b'
      expectObservable(watchLog(logOf(late$, soon$), 'events'), '11500ms !').toBe(expected, {
        ...{ s: SLOW, a: ends(7), b: ends(8) },
      })
    }),
  )

  it(
    'says why the log does not answer, asks on, and says when it does again',
    marbles(({ cold, expectObservable }) => {
      const failing$ = cold<Bounds>('#', undefined, new Error('no broker'))
      const odd$ = cold<Bounds>('   #', undefined, 'what?')
      const soon$ = cold<Bounds>('(b|)', { b: bounds(8) })
      const expected = 's 999ms t 999ms b'
      expectObservable(watchLog(logOf(failing$, odd$, soon$), 'events'), '2500ms !').toBe(expected, {
        ...{ s: silent('no broker'), t: silent('what?'), b: ends(8) },
      })
    }),
  )

  it(
    'takes what is thrown at once for an answer, too; a topic that is not there ends nowhere',
    marbles(({ cold, expectObservable }) => {
      let asked = 0
      const gone$ = cold<Bounds>('(n|)', { n: null })
      const log = {
        bounds: () => {
          if (asked++ === 0) throw new Error('closed')
          return gone$ as unknown as Promise<Bounds>
        },
      }
      expectObservable(watchLog(log, 'events'), '1500ms !').toBe('s 999ms n', { s: silent('closed'), n: ends() })
    }),
  )

  it('asks for its topic', async () => {
    const log = { bounds: async (topic: string) => (topic === 'clicks' ? bounds(3) : null) }
    expect(await firstValueFrom(watchLog(log, 'clicks'))).toEqual(ends(3))
  })

  it(
    'asks rarely where it is not let in, and each second again when it is',
    marbles(({ cold, expectObservable }) => {
      const refused$ = cold<Bounds>('#', undefined, new LogError('unauthenticated', 'not let in'))
      const down$ = cold<Bounds>('#', undefined, new LogError('unreachable', 'down'))
      const good$ = cold<Bounds>('(a|)', { a: bounds(7) })
      const looks$ = watchLog(logOf(refused$, refused$, good$, down$, refused$, good$), 'events')
      expectObservable(looks$, '123s !').toBe('r 29999ms r 59999ms a 999ms d 999ms r 29999ms a', {
        ...{ r: silent('not let in'), d: silent('down'), a: ends(7) },
      })
    }),
  )
})
