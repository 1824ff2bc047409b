import { defer } from 'rxjs'
import { describe, it } from 'vitest'
import { listen, StreamTrouble } from '../../../src/cli/top/listen.ts'
import type { LiveView } from '../../../src/live/windows-view.ts'
import { marbles } from '../../support/marbles.ts'
import { viewWith } from './live-view.ts'

const view = viewWith()
const values = {
  v: { kind: 'view', view },
  a: { kind: 'trouble', message: 'lost', pauseMs: 500 },
  b: { kind: 'trouble', message: 'lost', pauseMs: 1_000 },
  c: { kind: 'trouble', message: 'lost', pauseMs: 2_000 },
  e: { kind: 'trouble', message: 'the stream ended', pauseMs: 500 },
}
const lost = new StreamTrouble('lost', false)

describe('listen', () => {
  it(
    'tells of trouble, pauses, and connects anew; a view ends a row of failures',
    marbles(({ cold, expectObservable }) => {
      const connections = [
        cold<LiveView>('-v-v-#', { v: view }, lost),
        cold<LiveView>('#', {}, lost),
        cold<LiveView>('#', {}, lost),
        cold<LiveView>('-v-|', { v: view }),
        cold<LiveView>('-----'),
      ]
      const connect = () => defer(() => connections.shift()!)
      const expected = '-v-v-a 499ms b 999ms c 2s v-e'
      expectObservable(listen(connect), '4010ms !').toBe(expected, values)
    }),
  )

  it(
    'never waits for more than eight seconds',
    marbles(({ cold, expectObservable }) => {
      const heard$ = listen(() => cold<LiveView>('#', {}, lost))
      const trouble = (pauseMs: number) => ({ kind: 'trouble', message: 'lost', pauseMs })
      const pauses = [500, 1_000, 2_000, 4_000, 8_000, 8_000, 8_000]
      const expected = `a ${pauses
        .slice(0, -1)
        .map((ms, i) => `${ms - 1}ms ${'bcdefg'[i]}`)
        .join(' ')}`
      const all = Object.fromEntries(pauses.map((ms, i) => ['abcdefg'[i], trouble(ms)]))
      expectObservable(heard$, '31s !').toBe(expected, all)
    }),
  )

  it(
    'fails with trouble that is final, and with what is none',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const final = new StreamTrouble('no', true)
      const refused$ = cold<LiveView>('-v-#', { v: view }, final)
      expectObservable(listen(() => refused$)).toBe('-v-#', values, final)
      expectSubscriptions(refused$.subscriptions).toBe('^--!')
      const defect = new Error('a defect')
      expectObservable(listen(() => cold<LiveView>('#', {}, defect))).toBe('#', values, defect)
    }),
  )

  it(
    'lets go of its connection when it is unsubscribed, and makes no other',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const silent$ = cold<LiveView>('---')
      expectObservable(
        listen(() => silent$),
        '--!',
      ).toBe('---')
      expectSubscriptions(silent$.subscriptions).toBe('^-!')
      const broken$ = cold<LiveView>('#', {}, lost)
      expectObservable(
        listen(() => broken$),
        '10ms !',
      ).toBe('a', values)
      expectSubscriptions(broken$.subscriptions).toBe('(^!)')
    }),
  )
})
