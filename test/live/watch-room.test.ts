import type { Observable } from 'rxjs'
import { describe, it } from 'vitest'
import { type FreeBytes, watchRoom } from '../../src/live/watch-room.ts'
import { marbles } from '../support/marbles.ts'

/** An Observable stands for a promise, which virtual time does not know. */
const answering = (...answers: readonly Observable<number>[]): FreeBytes => {
  let asked = 0
  return () => answers[Math.min(asked++, answers.length - 1)] as unknown as Promise<number>
}

describe('watchRoom', () => {
  it(
    'looks every 2 s behind each answer, for ever, and says nothing of a path that is not there',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const [some$, slow$] = [cold('(a|)', { a: 70 }), cold('500ms (b|)', { b: 60 })]
      const gone$ = cold<number>('#')
      const room$ = watchRoom(answering(some$, gone$, slow$), 'storage')
      const expected = 'a 4499ms b'
      expectObservable(room$, '5s !').toBe(expected, { a: 70, b: 60 })
      expectSubscriptions(gone$.subscriptions).toBe('2s (^!)')
    }),
  )

  it(
    'ends when it is unsubscribed, whether it waits or looks',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const never$ = cold<number>('-')
      expectObservable(watchRoom(answering(never$), 'storage'), '10s !').toBe('-')
      expectSubscriptions(never$.subscriptions).toBe('^ 9999ms !')
    }),
  )
})
