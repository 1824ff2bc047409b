import { describe, it } from 'vitest'
import { rollWindows } from '../../src/window/roll-windows.ts'
import { eventAt, pane, windowCount } from '../support/events.ts'
import { itFollowsItsSource, marbles } from '../support/marbles.ts'

const roll = () => rollWindows({ sizeMs: 2, stepMs: 1 })
const closedTo = (ms: number) => ({ kind: 'closed-to', ms }) as const

//   pane   0   1   2   3   4
//          |---|---|---|---|
//          [-------)             window 0 holds panes 0 and 1
//              [-------)         window 1 holds panes 1 and 2
//                  [-------)     window 2 holds panes 2 and 3
const input = {
  p: pane(1, eventAt(1)),
  q: pane(2, eventAt(2)),
  c: closedTo(4),
}
const output = {
  u: windowCount(0, 1, 1),
  v: windowCount(1, 2, 2),
  w: windowCount(2, 1, 2),
}

describe('rollWindows', () => {
  itFollowsItsSource(roll)

  it(
    'counts each window when it closes (T2, T3)',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const pane$ = cold('   p--q--c-----|', input)
      const subs = '         ^-----------!'
      const expected = '     ---u--(vw)--|'
      expectObservable(pane$.pipe(roll())).toBe(expected, output)
      expectSubscriptions(pane$.subscriptions).toBe(subs)
    }),
  )

  it(
    'closes a window exactly at its end, and none of the others',
    marbles(({ cold, expectObservable }) => {
      const pane$ = cold('   p--1--2--3--4--|', { p: input.p, ...closedTos(1, 2, 3, 4) })
      const expected = '     ------u--w-----|'
      expectObservable(pane$.pipe(roll())).toBe(expected, { u: windowCount(0, 1, 1), w: windowCount(1, 1, 1) })
    }),
  )

  it(
    'emits nothing for empty windows: only closed-to, and nothing comes (T7)',
    marbles(({ cold, expectObservable }) => {
      const pane$ = cold('   1--4--9--|', closedTos(1, 4, 9))
      const expected = '     ---------|'
      expectObservable(pane$.pipe(roll())).toBe(expected)
    }),
  )

  it(
    'counts a late pane only in the windows that it lies in, and that are open (T5)',
    marbles(({ cold, expectObservable }) => {
      const late = pane(1, eventAt(1))
      const pane$ = cold('   p--q--2--l--c-----|', { ...input, 2: closedTo(2), l: late })
      const expected = '     ---u--------(vw)--|'
      expectObservable(pane$.pipe(roll())).toBe(expected, { ...output, v: windowCount(1, 3, 2) })
    }),
  )

  it(
    'begins with no window that is closed already (T3)',
    marbles(({ cold, expectObservable }) => {
      const pane$ = cold('   2--p--c--|', { ...input, 2: closedTo(2) })
      const expected = '     ------w--|'
      expectObservable(pane$.pipe(roll())).toBe(expected, { w: windowCount(1, 1, 1) })
    }),
  )

  it(
    'counts two tenants and two types apart, in the order in which they came',
    marbles(({ cold, expectObservable }) => {
      const click = { tenant: 'b', type: 'click' }
      const both = pane(1, eventAt(1, click), eventAt(1), eventAt(1, { tenant: 'b' }), eventAt(1, click))
      const pane$ = cold('   p--2-------|', { p: both, 2: closedTo(2) })
      const expected = '     ---(cba)---|'
      expectObservable(pane$.pipe(roll())).toBe(expected, {
        c: windowCount(0, 2, 1, click),
        b: windowCount(0, 1, 1, { tenant: 'b' }),
        a: windowCount(0, 1, 1),
      })
    }),
  )

  it(
    'ends one run of windows at a gap and begins another behind it (T11)',
    marbles(({ cold, expectObservable }) => {
      const far = 10 ** 12
      const pane$ = cold('   p--f-----e-----|', { ...input, f: pane(far, eventAt(far)), e: closedTo(far + 9) })
      const expected = '     ---(uv)--(wx)--|'
      expectObservable(pane$.pipe(roll())).toBe(expected, {
        u: windowCount(0, 1, 1),
        v: windowCount(1, 1, 1),
        w: windowCount(far - 1, 1, far),
        x: windowCount(far, 1, far),
      })
    }),
  )

  it(
    'emits nothing at completion: open windows are state',
    marbles(({ cold, expectObservable }) => {
      const pane$ = cold('   p--|', input)
      const expected = '     ---|'
      expectObservable(pane$.pipe(roll())).toBe(expected)
    }),
  )

  it(
    'emits nothing of open windows when its source fails',
    marbles(({ cold, expectObservable }) => {
      const pane$ = cold('   p--#', input)
      const expected = '     ---#'
      expectObservable(pane$.pipe(roll())).toBe(expected)
    }),
  )

  it(
    'rolls anew for each subscription',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const pane$ = cold('   p--q--c-----|   ', input)
      const late = '         ---^            '
      const subs = ['        ^-----------!   ', '---^-----------!']
      const expected = ['    ---u--(vw)--|   ', '------u--(vw)--|']
      const window$ = pane$.pipe(roll())
      expectObservable(window$).toBe(expected[0]!, output)
      expectObservable(window$, late).toBe(expected[1]!, output)
      expectSubscriptions(pane$.subscriptions).toBe(subs)
    }),
  )

  it(
    'lets go of its source when it is unsubscribed, and closes no window any more',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const pane$ = cold('   p--q--c-----|', input)
      const subs = '         ^----!       '
      const expected = '     ---u--       '
      expectObservable(pane$.pipe(roll()), subs).toBe(expected, output)
      expectSubscriptions(pane$.subscriptions).toBe(subs)
    }),
  )
})

function closedTos(...all: number[]) {
  return Object.fromEntries(all.map((ms) => [ms, closedTo(ms)]))
}
