import fc from 'fast-check'
import { interval, type SchedulerAction, take, timer, windowTime } from 'rxjs'
import { describe, expect, it } from 'vitest'
import { EventTimeScheduler } from '../../src/time/event-time-scheduler.ts'
import { heapBytes } from './heap-bytes.ts'

/** A scheduler at `startMs` and a log of what ran when. */
const scheduled = (startMs = 0) => {
  const scheduler = new EventTimeScheduler(startMs)
  const ran: string[] = []
  const note = (name: string) => () => void ran.push(`${name}@${scheduler.now()}`)
  return { scheduler, ran, note }
}

describe('EventTimeScheduler', () => {
  it('stands still until it is advanced', () => {
    const { scheduler, ran, note } = scheduled(100)
    scheduler.schedule(note('a'))
    expect([scheduler.now(), ran]).toEqual([100, []])
    scheduler.advanceTo(100)
    expect([scheduler.now(), ran]).toEqual([100, ['a@100']])
  })

  it('runs what is due on the way, at the time it is due, and ends where it was sent', () => {
    const { scheduler, ran, note } = scheduled(100)
    scheduler.schedule(note('c'), 30)
    scheduler.schedule(note('a'), 10)
    scheduler.schedule(note('b'), 20)
    scheduler.advanceTo(120)
    expect([scheduler.now(), ran]).toEqual([120, ['a@110', 'b@120']])
    scheduler.advanceTo(1_000)
    expect([scheduler.now(), ran]).toEqual([1_000, ['a@110', 'b@120', 'c@130']])
  })

  it('runs what is due at the same time in the order in which it was scheduled', () => {
    const { scheduler, ran, note } = scheduled()
    for (const name of ['a', 'b', 'c']) scheduler.schedule(note(name), 10)
    scheduler.advanceTo(5)
    scheduler.schedule(note('d'), 5)
    scheduler.advanceTo(10)
    expect(ran).toEqual(['a@10', 'b@10', 'c@10', 'd@10'])
  })

  it('never goes backwards', () => {
    const { scheduler, ran, note } = scheduled(100)
    scheduler.advanceTo(50)
    scheduler.schedule(note('a'), 10)
    scheduler.advanceTo(105)
    scheduler.advanceTo(0)
    expect([scheduler.now(), ran]).toEqual([105, []])
  })

  it('runs in the same advance what is scheduled on the way, if that is due in time', () => {
    const { scheduler, ran, note } = scheduled()
    scheduler.schedule(() => {
      note('a')()
      scheduler.schedule(note('b'), 5)
      scheduler.schedule(note('c'), 6)
    }, 10)
    scheduler.advanceTo(15)
    expect(ran).toEqual(['a@10', 'b@15'])
  })

  it('passes the state on, and `this` is the action', () => {
    const scheduler = new EventTimeScheduler(0)
    const seen: unknown[] = []
    const action = scheduler.schedule(
      function (this: SchedulerAction<string>, state?: string) {
        seen.push([this, state])
        if (state === 'first') this.schedule('second', 1)
      },
      1,
      'first',
    )
    scheduler.advanceTo(10)
    expect(seen.map((one) => (one as unknown[])[1])).toEqual(['first', 'second'])
    for (const one of seen) expect((one as unknown[])[0]).toBe(action)
  })

  it('does not run an action that is unsubscribed while it waits, nor schedules it again', () => {
    const { scheduler, ran, note } = scheduled()
    const action = scheduler.schedule(note('a'), 10) as SchedulerAction<unknown>
    scheduler.schedule(note('b'), 10)
    action.unsubscribe()
    action.schedule(undefined, 1)
    scheduler.advanceTo(20)
    expect(ran).toEqual(['b@10'])
  })

  it('does not run an action that another one unsubscribes at the same time', () => {
    const { scheduler, ran, note } = scheduled()
    scheduler.schedule(() => second.unsubscribe(), 10)
    const second = scheduler.schedule(note('b'), 10)
    scheduler.advanceTo(20)
    expect(ran).toEqual([])
  })

  it('runs an action that is scheduled again while it waits once, at the later word', () => {
    const { scheduler, ran, note } = scheduled()
    const action = scheduler.schedule(note('a'), 10) as SchedulerAction<unknown>
    action.schedule(undefined, 3)
    action.schedule(undefined, 5)
    scheduler.schedule(note('b'), 5)
    scheduler.advanceTo(20)
    expect(ran).toEqual(['a@5', 'b@5'])
  })

  it('lets others go first when an action that waits in front of them is scheduled again for later', () => {
    const { scheduler, ran, note } = scheduled()
    const action = scheduler.schedule(note('a'), 1) as SchedulerAction<unknown>
    for (const delayMs of [2, 3]) scheduler.schedule(note('b'), delayMs)
    action.schedule(undefined, 10)
    scheduler.advanceTo(5)
    expect(ran).toEqual(['b@2', 'b@3'])
    scheduler.advanceTo(10)
    expect(ran).toEqual(['b@2', 'b@3', 'a@10'])
  })

  it('keeps an error of the work where it was thrown, and can go on', () => {
    const { scheduler, ran, note } = scheduled()
    scheduler.schedule(() => {
      throw new Error('broken')
    }, 1)
    scheduler.schedule(note('b'), 2)
    expect(() => scheduler.advanceTo(10)).toThrow('broken')
    scheduler.advanceTo(10)
    expect(ran).toEqual(['b@2'])
  })

  it('is a clock for RxJS: timer, interval and windowTime', () => {
    const { scheduler, ran } = scheduled(1_000)
    const note = (name: string) => (value: unknown) => void ran.push(`${name}${value}@${scheduler.now()}`)
    timer(5, scheduler).subscribe(note('t'))
    interval(4, scheduler).pipe(take(2)).subscribe(note('i'))
    interval(3, scheduler)
      .pipe(windowTime(10, 5, scheduler), take(3))
      .subscribe(() => note('w')(''))
    scheduler.advanceTo(2_000)
    expect(ran).toEqual(['w@1000', 'i0@1004', 't0@1005', 'w@1005', 'i1@1008', 'w@1010'])
  })

  it('runs any work in the order of (due, scheduled)', () => {
    const delays = fc.array(fc.nat(20), { maxLength: 60 })
    fc.assert(
      fc.property(delays, fc.array(fc.nat(8), { maxLength: 10 }), (delaysMs, stepsMs) => {
        const scheduler = new EventTimeScheduler(0)
        const ran: number[] = []
        for (const [i, delayMs] of delaysMs.entries()) scheduler.schedule(() => void ran.push(i), delayMs)
        for (const stepMs of [0, ...stepsMs]) scheduler.advanceTo(scheduler.now() + stepMs)
        const due = [...delaysMs.entries()].filter(([, delayMs]) => delayMs <= scheduler.now())
        expect(ran).toEqual(due.sort(([i, a], [j, b]) => a - b || i - j).map(([i]) => i))
      }),
    )
  })
})

describe('an action that schedules itself again', () => {
  it('hops a million times in one advance, without a deeper stack and without growing memory', () => {
    const scheduler = new EventTimeScheduler(0)
    let hops = 0
    let bytesEarly = 0
    const action = scheduler.schedule(function (this: SchedulerAction<void>) {
      hops++
      if (hops === 1_000) bytesEarly = heapBytes()
      this.schedule(undefined, 1)
    }, 1)
    scheduler.advanceTo(1_000_000)
    expect(hops).toBe(1_000_000)
    expect(heapBytes() - bytesEarly).toBeLessThan(1_000_000)
    action.unsubscribe()
    scheduler.advanceTo(2_000_000)
    expect(hops).toBe(1_000_000)
  })
})
