import { describe, expect, it } from 'vitest'
import type { Look, PartitionLook } from '../../src/live/standstill.ts'
import { StandstillError, watchStandstill } from '../../src/live/watch-standstill.ts'
import { itFollowsItsSource, marbles } from '../support/marbles.ts'

const look = (second: number, ...nextOffsets: readonly number[]): Look => ({
  atMs: second * 1_000,
  partitions: nextOffsets.map((nextOffset, partition) => ({ partition, nextOffset, endOffset: 9, isPaused: false })),
})
const still = (partition: number, nextOffset: number, second: number) => ({
  partition,
  nextOffset,
  endOffset: 9,
  sinceMs: second * 1_000,
})
const ADVICE =
  'Nothing is lost: what was committed stays, and whoever starts this again goes on from there, as a supervisor should. ' +
  'If it comes again, look at the broker and the disk; --stall says how long to wait, or off'

describe('watchStandstill', () => {
  itFollowsItsSource<Look, unknown>(() => watchStandstill(2_000))

  it(
    'says who stands still since when, and fails when one has for too long',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const looks = { a: look(0, 0), b: look(1, 0), c: look(2, 2), d: look(3, 2), e: look(4, 2) }
      const look$ = cold('  a--b--c--d--e--', looks)
      const subs = '        ^-----------!  '
      const expected = '    a--a--c--c--#  '
      const words = `nothing moves: partition 0 has stood at offset 2 for 2 s, though the log goes on to 9. ${ADVICE}`
      expectObservable(look$.pipe(watchStandstill(2_000))).toBe(
        expected,
        { a: [still(0, 0, 0)], c: [still(0, 2, 2)] },
        new StandstillError(words),
      )
      expectSubscriptions(look$.subscriptions).toBe(subs)
    }),
  )

  it(
    'never fails while all move, and never at all with an endless patience',
    marbles(({ cold, expectObservable }) => {
      const moving$ = cold('abc|', { a: look(0, 1), b: look(60, 2), c: look(120, 3) })
      const still$ = cold(' abc|', { a: look(0, 1), b: look(1, 1), c: look(2, 1) })
      const expected = '    abc|'
      const moved = { a: [still(0, 1, 0)], b: [still(0, 2, 60)], c: [still(0, 3, 120)] }
      expectObservable(moving$.pipe(watchStandstill(1))).toBe(expected, moved)
      const stood = { a: [still(0, 1, 0)], b: [still(0, 1, 0)], c: [still(0, 1, 0)] }
      expectObservable(still$.pipe(watchStandstill(Number.POSITIVE_INFINITY))).toBe(expected, stood)
    }),
  )

  it(
    'knows nothing of what another subscription has seen',
    marbles(({ cold, expectObservable }) => {
      const looks = { a: look(0, 0), b: look(1, 0) }
      const watched$ = cold('ab', looks).pipe(watchStandstill(1_500))
      const first = '        ^--!'
      const second = '       ---^--!'
      const values = { a: [still(0, 0, 0)] }
      expectObservable(watched$, first).toBe('aa', values)
      expectObservable(watched$, second).toBe('---aa', values)
    }),
  )

  it('names five at most, and says how many more there are', () => {
    const partitions: readonly PartitionLook[] = look(0, 1, 1, 1, 1, 1, 1, 1).partitions
    const looks: readonly Look[] = [0, 2_000].map((atMs) => ({ atMs, partitions }))
    let message = ''
    const subject = watchStandstill(2_000)
    marbles(({ cold, flush }) => {
      cold('ab', { a: looks[0]!, b: looks[1]! })
        .pipe(subject)
        .subscribe({
          error: (error: Error) => {
            message = error.message
          },
        })
      flush()
    })()
    expect(message.match(/partition \d/g)).toEqual([
      'partition 0',
      'partition 1',
      'partition 2',
      'partition 3',
      'partition 4',
    ])
    expect(message).toContain('; so have 2 more. ')
  })
})
