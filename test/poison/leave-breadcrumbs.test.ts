import {
  asyncScheduler,
  concatMap,
  filter,
  lastValueFrom,
  map,
  type Observable,
  type OperatorFunction,
  of,
  tap,
  timer,
} from 'rxjs'
import { describe, expect, it } from 'vitest'
import type { Output } from '../../src/checkpoint/output.ts'
import { type Barrier, barrier } from '../../src/log/barrier.ts'
import type { CaughtUp, Delivery } from '../../src/log/event-log.ts'
import { type Breadcrumb, NO_BREADCRUMBS, type Suspicion } from '../../src/poison/breadcrumb.ts'
import { leaveBreadcrumbs } from '../../src/poison/leave-breadcrumbs.ts'
import { batchOf, delivery, release } from '../support/events.ts'
import { itFollowsItsSource, marbles } from '../support/marbles.ts'
import { batchEnd } from '../support/outputs.ts'

const UNSUSPICIOUS: Suspicion = { alone: null, condemned: [] }

/** A pipeline that answers each delivery with its barrier, and keeps barriers from elsewhere as they are. */
const barriers: OperatorFunction<Delivery | CaughtUp | Barrier, Output> = (item$) =>
  item$.pipe(
    filter((item) => item.kind !== 'caught-up'),
    map((item) =>
      item.kind === 'delivery'
        ? batchEnd(item.batch.nextOffset, item.batch.count, item.release)
        : { ...batchEnd(0, 0), ...item },
    ),
  )

/** A pipeline between breadcrumbs, and all that was written of them. */
const watched = (suspicion: Suspicion, pipeline = barriers) => {
  const written: Breadcrumb[] = []
  const breadcrumbs = { ...NO_BREADCRUMBS, write: (_: number, breadcrumb: Breadcrumb) => void written.push(breadcrumb) }
  return { written, operator: leaveBreadcrumbs(pipeline, 0, breadcrumbs, suspicion, asyncScheduler) }
}
const at = (from: number, to: number, deaths = 0, condemned: readonly number[] = []): Breadcrumb => ({
  at: { from, to, deaths },
  condemned,
})
const AWAY: Breadcrumb = { at: null, condemned: [] }

const D = delivery(batchOf(['a', 'b', 'c', 'd', 'e'], { baseOffset: 10 }))
const E = delivery(batchOf(['f', 'g'], { baseOffset: 15 }))

/** As a commit does that is over at once. */
const releasing = tap((output: Output) => output.kind === 'barrier' && output.release())

const failureOf = (output$: Observable<Output>): unknown => {
  let failure: unknown
  output$.subscribe({ error: (error) => (failure = error) })
  return failure
}

describe('leaveBreadcrumbs', () => {
  itFollowsItsSource(() => watched(UNSUSPICIOUS).operator)

  it(
    'leaves one before each batch, and takes it away behind it',
    marbles(({ cold, expectObservable, flush }) => {
      const { operator, written } = watched(UNSUSPICIOUS)
      const input$ = cold('  D--C-E--|', { D, E, C: barrier('commit') })
      const expected = '     d--c-e--|'
      const values = { d: batchEnd(15, 5), e: batchEnd(17, 2), c: { ...batchEnd(0, 0), ...barrier('commit') } }
      expectObservable(input$.pipe(operator)).toBe(expected, values)
      flush()
      expect(written).toEqual([at(10, 15), AWAY, at(15, 17), AWAY])
    }),
  )

  it(
    'has the records under suspicion processed one by one, each with one of its own; the last piece releases the batch',
    marbles(({ cold, expectObservable, flush }) => {
      const { operator, written } = watched({ alone: { from: 12, to: 14, deaths: 1 }, condemned: [] })
      const input$ = cold('  D-----E|', { D, E })
      const expected = '     (abcd)e|'
      const silent = expect.any(Function)
      const values = {
        a: batchEnd(12, 2, silent),
        b: batchEnd(13, 1, silent),
        c: batchEnd(14, 1, silent),
        d: batchEnd(15, 1, release),
        e: batchEnd(17, 2, release),
      }
      expectObservable(input$.pipe(operator, releasing)).toBe(expected, values)
      flush()
      const marks = written.filter((breadcrumb) => breadcrumb !== AWAY && breadcrumb.at !== null)
      expect(marks).toEqual([at(10, 12), at(12, 13, 1), at(13, 14, 1), at(14, 15), at(15, 17)])
    }),
  )

  it(
    'holds each piece back until the one before is released, as the log does with batches',
    marbles(({ cold, expectObservable }) => {
      const { operator } = watched({ alone: { from: 12, to: 14, deaths: 1 }, condemned: [] })
      const input$ = cold('  D----', { D })
      const expected = '     a-b-c-d'
      const piece$ = input$.pipe(
        operator,
        filter((output) => output.kind === 'barrier'),
        tap(({ release }) => timer(2).subscribe(release)),
        map(({ nextOffset }) => nextOffset),
      )
      expectObservable(piece$, '---------------!').toBe(expected, { a: 12, b: 13, c: 14, d: 15 })
    }),
  )

  it('gets through thousands of pieces behind one that a commit held up', async () => {
    const values = Array.from({ length: 4_096 }, () => 'x')
    const { operator } = watched({ alone: { from: 0, to: values.length, deaths: 1 }, condemned: [] })
    const piece$ = of(delivery(batchOf(values))).pipe(
      operator,
      filter((output) => output.kind === 'barrier'),
      concatMap((output) => (output.nextOffset === 1 ? timer(1).pipe(map(() => output)) : of(output))),
      releasing,
    )
    expect(await lastValueFrom(piece$)).toMatchObject({ nextOffset: values.length })
  })

  it('counts the death on at the record that it suspects, and keeps the condemned in mind', async () => {
    const { operator, written } = watched({ alone: { from: 11, to: 12, deaths: 1 }, condemned: [3] })
    await lastValueFrom(of(D).pipe(operator, releasing))
    expect(written.filter((breadcrumb) => breadcrumb.at !== null)).toEqual([
      at(10, 11, 0, [3]),
      at(11, 12, 1, [3]),
      at(12, 15, 0, [3]),
    ])
    expect(written.at(-1)).toEqual({ at: null, condemned: [3] })
  })

  it(
    'waits a second before the last chance of a record, and lets what comes meanwhile wait behind it',
    marbles(({ cold, expectObservable, flush }) => {
      const { operator, written } = watched({ alone: { from: 10, to: 11, deaths: 2 }, condemned: [] })
      const input$ = cold('  D-C 996ms -|', { D, C: barrier('commit') })
      const expected = '     1s (abc|)'
      const values = {
        a: batchEnd(11, 1, expect.any(Function)),
        b: batchEnd(15, 4),
        c: { ...batchEnd(0, 0), ...barrier('commit') },
      }
      expectObservable(input$.pipe(operator, releasing)).toBe(expected, values)
      flush()
      // The one that was found lies there while it waits, whatever was processed before it.
      expect(written).toEqual([at(10, 11, 1), at(10, 11, 2), AWAY, at(11, 15), AWAY])
    }),
  )

  it('leaves it where it lies when the pipeline fails', () => {
    const broken = map((_: Delivery | CaughtUp | Barrier): Output => {
      throw new Error('a defect')
    })
    const { operator, written } = watched(UNSUSPICIOUS, broken)
    expect(failureOf(of(D).pipe(operator))).toEqual(new Error('a defect'))
    expect(written).toEqual([at(10, 15)])
  })

  it(
    'leaves none for a batch without records',
    marbles(({ cold, expectObservable, flush }) => {
      const { operator, written } = watched(UNSUSPICIOUS)
      const input$ = cold('  N|', { N: delivery(batchOf([], { nextOffset: 9 })) })
      expectObservable(input$.pipe(operator)).toBe('n|', { n: batchEnd(9, 0) })
      flush()
      expect(written).toEqual([AWAY])
    }),
  )
})
