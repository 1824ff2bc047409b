import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import type { WindowsQuery } from '../../src/live/windows-view.ts'
import { liveViews } from '../../src/serve/live-views.ts'
import { type FakeLiveSource, fakeLiveSource } from './fake-live-source.ts'

const query = (search: string): WindowsQuery => ({ search, tenant: null, top: 20 })
const [ACME, OTHER] = [query('acme'), query('other')]

beforeEach(() => {
  vi.useFakeTimers({ now: 0 })
})
afterEach(() => {
  vi.useRealTimers()
})

/** What a client sees and when, in ms of the run's clock: `[seen at, status of, search]`. */
const watching = (source: FakeLiveSource) => {
  const viewsOf = liveViews(source, ({ status, windows }) => [status.atMs, windows.query.search] as const)
  return (asked: WindowsQuery) => {
    const seen: (readonly [number, number, string])[] = []
    const subscription = viewsOf(asked).subscribe(([atMs, search]) => seen.push([Date.now(), atMs, search]))
    return { seen, leave: () => subscription.unsubscribe() }
  }
}

describe('liveViews', () => {
  it('has a view at once and then every second, and asks nobody when nobody looks', async () => {
    const source = fakeLiveSource(Date.now)
    const watch = watching(source)
    await vi.advanceTimersByTimeAsync(5_000)
    expect([source.statusesAsked(), source.asked.length]).toEqual([0, 0])
    const client = watch(ACME)
    await vi.advanceTimersByTimeAsync(2_500)
    expect(client.seen).toEqual([
      [5_000, 5_000, 'acme'],
      [6_000, 6_000, 'acme'],
      [7_000, 7_000, 'acme'],
    ])
    client.leave()
    await vi.advanceTimersByTimeAsync(5_000)
    expect([source.statusesAsked(), source.asked.length, vi.getTimerCount()]).toEqual([3, 3, 0])
  })

  it('asks the status once for all, and the windows once for equal queries', async () => {
    const source = fakeLiveSource(Date.now)
    const watch = watching(source)
    for (const asked of [ACME, { ...ACME }, OTHER, ACME]) watch(asked)
    await vi.advanceTimersByTimeAsync(1_500)
    expect(source.statusesAsked()).toBe(2)
    expect(source.asked).toEqual([ACME, OTHER, ACME, OTHER])
  })

  it('gives who comes later the last view of its query at once, or one with the last status', async () => {
    const source = fakeLiveSource(Date.now)
    const watch = watching(source)
    watch(ACME)
    await vi.advanceTimersByTimeAsync(1_400)
    const [same, other] = [watch(ACME), watch(OTHER)]
    await vi.advanceTimersByTimeAsync(700)
    expect(same.seen).toEqual([
      [1_400, 1_000, 'acme'],
      [2_000, 2_000, 'acme'],
    ])
    expect(other.seen).toEqual([
      [1_400, 1_000, 'other'],
      [2_000, 2_000, 'other'],
    ])
  })

  it('has nothing old for who comes back when nobody had looked', async () => {
    const source = fakeLiveSource(Date.now)
    const watch = watching(source)
    const first = watch(ACME)
    await vi.advanceTimersByTimeAsync(1_000)
    first.leave()
    await vi.advanceTimersByTimeAsync(60_000)
    const second = watch(ACME)
    await vi.advanceTimersByTimeAsync(0)
    expect(second.seen).toEqual([[61_000, 61_000, 'acme']])
  })

  it('forgets a query when its last client is gone', async () => {
    const [set, forget] = [vi.spyOn(Map.prototype, 'set'), vi.spyOn(Map.prototype, 'delete')]
    onTestFinished(() => void vi.restoreAllMocks())
    const watch = watching(fakeLiveSource(Date.now))
    const clients = [watch(ACME), watch(ACME)]
    await vi.advanceTimersByTimeAsync(1_000)
    clients[0]!.leave()
    const forgotten = () => forget.mock.calls.filter(([key]) => key === JSON.stringify(ACME)).length
    expect([set.mock.calls.filter(([key]) => key === JSON.stringify(ACME)).length, forgotten()]).toEqual([1, 0])
    clients[1]!.leave()
    expect(forgotten()).toBe(1)
  })

  it('skips a second while the windows are not there, for that query alone', async () => {
    const source = fakeLiveSource(Date.now)
    const slow: FakeLiveSource = {
      ...source,
      windows: async (asked) => {
        if (asked.search === 'acme') await new Promise((resolve) => setTimeout(resolve, 1_500))
        return source.windows(asked)
      },
    }
    const watch = watching(slow)
    const [late, other] = [watch(ACME), watch(OTHER)]
    await vi.advanceTimersByTimeAsync(3_900)
    expect(late.seen).toEqual([
      [1_500, 0, 'acme'],
      [3_500, 2_000, 'acme'],
    ])
    expect(other.seen.map(([seenMs]) => seenMs)).toEqual([0, 1_000, 2_000, 3_000])
  })

  it('goes on when the run is over', async () => {
    const source = fakeLiveSource(Date.now)
    const client = watching(source)(ACME)
    source.end()
    await vi.advanceTimersByTimeAsync(1_000)
    expect(client.seen).toHaveLength(2)
  })
})
