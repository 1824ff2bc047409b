import { EMPTY, Subject } from 'rxjs'
import type { RunHelpers } from 'rxjs/testing'
import { describe, it } from 'vitest'
import { commitWhenDue, type Progress } from '../../src/checkpoint/commit-when-due.ts'
import type { CommitDone, Committed } from '../../src/checkpoint/committed.ts'
import type { Output } from '../../src/checkpoint/output.ts'
import type { Pending } from '../../src/checkpoint/pending.ts'
import type { Position } from '../../src/checkpoint/position.ts'
import type { Retrying } from '../../src/checkpoint/retry-trouble.ts'
import type { BarrierCause } from '../../src/log/barrier.ts'
import type { TimedBarrier } from '../../src/time/track-watermark.ts'
import { release, windowCount } from '../support/events.ts'
import { itFollowsItsSource, marbles } from '../support/marbles.ts'
import { batchEnd, deadLetter, SHAPE, START } from '../support/outputs.ts'

const LIMITS = { rows: 2, deadLetterBytes: 100 }

/** What a commit was given: its rows and dead letters, from which offset on, and up to which if that moved. */
const committed = (rows: number, fromOffset: number, toOffset: number | null, deadLetters = 0) =>
  ({ kind: 'committed', rows, deadLetters, fromOffset, toOffset }) as unknown as Committed

const RETRYING: Retrying = {
  kind: 'retrying',
  partition: 0,
  trouble: 'disk',
  message: 'the disk is full',
  pauseMs: 500,
}

/** Each commit takes as long as the diagram says and ends with its `c`, or fails; `w` is told of on the way. */
const commitWithin = ({ cold }: RunHelpers, diagram: string) => {
  const commit = ({ rows, deadLetters, nextOffset }: Pending, position: Position) => {
    const done = committed(rows, position.nextOffset, nextOffset, deadLetters.length)
    const next = { ...position, nextOffset: nextOffset ?? position.nextOffset }
    const values = { c: { kind: 'done', committed: done, position: next } as const, w: RETRYING }
    return cold<CommitDone | Retrying>(diagram, values, new Error('disk full'))
  }
  return commitWhenDue(START, LIMITS, SHAPE, commit)
}

const r = windowCount(0, 1, 0)
const barrier = (cause: Exclude<BarrierCause, 'batch'>): TimedBarrier => ({
  ...batchEnd(0, 0, release),
  cause,
  nextOffset: null,
})
const progress = (nextOffset: number, records = 1): Progress => ({
  kind: 'progress',
  partition: 0,
  nextOffset,
  records,
  appendedMs: null,
  streamTimeMs: 1_000,
})

describe('commitWhenDue', () => {
  itFollowsItsSource(() => commitWhenDue(START, LIMITS, SHAPE, () => EMPTY))

  it(
    'says when a commit has to wait, and goes on behind it (R8)',
    marbles((helpers) => {
      const { cold, expectObservable } = helpers
      const barriers = { x: batchEnd(1, 1), y: batchEnd(2, 1), z: batchEnd(3, 1) }
      const output$ = cold<Output>('-r-x--r-y------z--|', { r, ...barriers })
      const expected = '            ---p----qw-wC--s--|'
      const values = { p: progress(1), q: progress(2), C: committed(2, 0, 2), s: progress(3), w: RETRYING }
      expectObservable(output$.pipe(commitWithin(helpers, '-w-w(c|)'))).toBe(expected, values)
    }),
  )

  it(
    'commits at the barrier where enough rows wait',
    marbles((helpers) => {
      const { cold, expectObservable, expectSubscriptions } = helpers
      const barriers = { x: batchEnd(1, 1), y: batchEnd(2, 1), z: batchEnd(3, 1) }
      const output$ = cold<Output>('-r-x--r-y-----z--|', { r, ...barriers })
      const subs = '                ^----------------!'
      const expected = '            ---p----q--C--s--|'
      const values = { p: progress(1), q: progress(2), C: committed(2, 0, 2), s: progress(3) }
      expectObservable(output$.pipe(commitWithin(helpers, '---(c|)'))).toBe(expected, values)
      expectSubscriptions(output$.subscriptions).toBe(subs)
    }),
  )

  it(
    'lets the partition go on during a commit, until another one is due: that batch waits for it',
    marbles((helpers) => {
      const { cold, expectObservable } = helpers
      const released$ = new Subject<string>()
      const ends = Object.fromEntries(
        ['v', 'w', 'x', 'y', 'z'].map((name, i) => [name, batchEnd(i + 1, 1, () => released$.next('b'))]),
      )
      const output$ = cold<Output>('-r-v--r-w--r-x--r-y--r-z----|       ', { r, ...ends })
      const expected = '            ---p----q----s----t-C--u--------(D|)'
      const released = '            ---b----b----b------b--b            '
      const [p, q, s, t, u] = [1, 2, 3, 4, 5].map((offset) => progress(offset))
      const commits = { C: committed(2, 0, 2), D: committed(2, 2, 4) }
      expectObservable(released$).toBe(released)
      const committing$ = output$.pipe(commitWithin(helpers, '------------(c|)'))
      expectObservable(committing$).toBe(expected, { p, q, s, t, u, ...commits })
    }),
  )

  it(
    'releases a commit barrier when its commit is over, and one that comes during a commit at once: it asks for nothing',
    marbles((helpers) => {
      const { cold, expectObservable } = helpers
      const released$ = new Subject<string>()
      const releasing = (name: string) => ({ ...barrier('commit'), release: () => released$.next(name) })
      const output$ = cold<Output>('-r-xc-r-yd---e---------|', {
        ...{ r, x: batchEnd(1, 1), y: batchEnd(2, 1) },
        ...{ c: releasing('c'), d: releasing('d'), e: releasing('e') },
      })
      const expected = '            ---pq---stC--t-----D---|'
      const released = '            ---------dc--------e'
      const progresses = { p: progress(1), q: progress(1, 0), s: progress(2), t: progress(2, 0) }
      const commits = { C: committed(1, 0, 1), D: committed(1, 1, 2) }
      expectObservable(released$).toBe(released)
      const committing$ = output$.pipe(commitWithin(helpers, '------(c|)'))
      expectObservable(committing$).toBe(expected, { ...progresses, ...commits })
    }),
  )

  it.each<Exclude<BarrierCause, 'batch'>>([
    'commit',
    'stop',
    'end',
  ])('commits whatever there is at a %s barrier', (cause) => {
    marbles((helpers) => {
      const { cold, expectObservable } = helpers
      const output$ = cold<Output>('-r-x--d-----|', { r, x: batchEnd(1, 1), d: barrier(cause) })
      const expected = '            ---p--q--C--|'
      const values = { p: progress(1), q: progress(1, 0), C: committed(1, 0, 1) }
      expectObservable(output$.pipe(commitWithin(helpers, '---(c|)'))).toBe(expected, values)
    })()
  })

  it(
    'commits nothing where nothing came since the last commit',
    marbles((helpers) => {
      const { cold, expectObservable } = helpers
      const output$ = cold<Output>('-d-x-d---d--|', { x: batchEnd(1, 1), d: barrier('commit') })
      const expected = '            -o-p-q-C-q--|'
      const values = { o: progress(0, 0), p: progress(1), q: progress(1, 0), C: committed(0, 0, 1) }
      expectObservable(output$.pipe(commitWithin(helpers, '--(c|)'))).toBe(expected, values)
    }),
  )

  it(
    'commits where the dead letters that wait have too many bytes',
    marbles((helpers) => {
      const { cold, expectObservable } = helpers
      const letters = { d: deadLetter(60), e: deadLetter(40) }
      const output$ = cold<Output>('-d-x-e-y----|', { ...letters, x: batchEnd(1, 1), y: batchEnd(2, 1) })
      const expected = '            ---p---q-C--|'
      const values = { p: progress(1), q: progress(2), C: committed(0, 0, 2, 2) }
      expectObservable(output$.pipe(commitWithin(helpers, '--(c|)'))).toBe(expected, values)
    }),
  )

  it(
    'makes one commit at a time: one that is due meanwhile comes behind it, with what idle time closed while it waited',
    marbles((helpers) => {
      const { cold, expectObservable } = helpers
      const output$ = cold<Output>('rrx-rry-r------------|', { r, x: batchEnd(1, 1), y: batchEnd(2, 1) })
      const expected = '            --p---q-----C---------(D|)'
      const values = { p: progress(1), q: progress(2), C: committed(2, 0, 1), D: committed(3, 1, 2) }
      expectObservable(output$.pipe(commitWithin(helpers, '----------(c|)'))).toBe(expected, values)
    }),
  )

  it.each<'stop' | 'end'>(['stop', 'end'])('ends behind the last commit when a %s comes during one', (cause) => {
    marbles((helpers) => {
      const { cold, expectObservable } = helpers
      // An end closes windows: their rows come just before its barrier.
      const output$ = cold<Output>('rrx-(rd|)      ', { r, x: batchEnd(1, 1), d: barrier(cause) })
      const expected = '            --p-q---C-----(D|)'
      const values = { p: progress(1), C: committed(2, 0, 1), q: progress(1, 0), D: committed(1, 1, null) }
      expectObservable(output$.pipe(commitWithin(helpers, '------(c|)'))).toBe(expected, values)
    })()
  })

  it.each<'stop' | 'end'>(['stop', 'end'])('ends behind the commit before when nothing came until %s', (cause) => {
    marbles((helpers) => {
      const { cold, expectObservable } = helpers
      const output$ = cold<Output>('rrx-(d|)       ', { r, x: batchEnd(1, 1), d: barrier(cause) })
      const expected = '            --p-q---(C|)'
      const values = { p: progress(1), C: committed(2, 0, 1), q: progress(1, 0) }
      expectObservable(output$.pipe(commitWithin(helpers, '------(c|)'))).toBe(expected, values)
    })()
  })

  it(
    'fails with its commit, lets go of the source and never releases a batch that waits for it',
    marbles((helpers) => {
      const { cold, expectObservable, expectSubscriptions } = helpers
      const released$ = new Subject<string>()
      const releasing = (name: string, offset: number) => batchEnd(offset, 1, () => released$.next(name))
      const output$ = cold<Output>('rrxrry--------', { r, x: releasing('x', 1), y: releasing('y', 2) })
      const subs = '                ^------!      '
      const expected = '            --p--q-#      '
      expectObservable(released$).toBe('--x-----------')
      const error = new Error('disk full')
      const values = { p: progress(1), q: progress(2) }
      expectObservable(output$.pipe(commitWithin(helpers, '-----#'))).toBe(expected, values, error)
      expectSubscriptions(output$.subscriptions).toBe(subs)
    }),
  )

  it(
    'fails with its source at once, also during a commit',
    marbles((helpers) => {
      const { cold, expectObservable } = helpers
      const output$ = cold<Output>('rrx-#', { r, x: batchEnd(1, 1) })
      const expected = '            --p-#'
      expectObservable(output$.pipe(commitWithin(helpers, '------(c|)'))).toBe(expected, { p: progress(1) })
    }),
  )

  it(
    'says nothing more when it is unsubscribed during a commit, and releases nothing more',
    marbles((helpers) => {
      const { cold, expectObservable, expectSubscriptions } = helpers
      const released$ = new Subject<string>()
      const releasing = (name: string, offset: number) => batchEnd(offset, 1, () => released$.next(name))
      const output$ = cold<Output>('rrxrry-------', { r, x: releasing('x', 1), y: releasing('y', 2) })
      const unsub = '               ------!      '
      const expected = '            --p--q       '
      expectObservable(released$).toBe('--x----------')
      const values = { p: progress(1), q: progress(2) }
      expectObservable(output$.pipe(commitWithin(helpers, '------(c|)')), unsub).toBe(expected, values)
      expectSubscriptions(output$.subscriptions).toBe('^-----!')
    }),
  )

  it(
    'begins anew for a second subscription',
    marbles((helpers) => {
      const { cold, expectObservable } = helpers
      const output$ = cold<Output>('-r-x-r-y---|', { r, x: batchEnd(1, 1), y: batchEnd(2, 1) })
      const first = '               ---p---q-C-|'
      const second = '              -----p---q-C-|'
      const committing$ = output$.pipe(commitWithin(helpers, '--(c|)'))
      const values = { p: progress(1), q: progress(2), C: committed(2, 0, 2) }
      expectObservable(committing$).toBe(first, values)
      expectObservable(committing$, '--^').toBe(second, values)
    }),
  )
})
