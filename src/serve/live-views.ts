import { defer, exhaustMap, finalize, map, type Observable, ReplaySubject, share, timer } from 'rxjs'
import type { LiveSource } from '../live/live-source.ts'
import type { LiveView, WindowsQuery } from '../live/windows-view.ts'

const EVERY_MS = 1_000

/**
 * What is to be seen of a run, once a second, for as long as somebody looks: one status for all, and the windows once for each query,
 * however many ask it.
 *
 *   status        s---------t---------u         asked while there is a client
 *   a, query q    x---------y---------z         x: windows of q with s
 *   b, query q       x------y---------z         at once the last view of q
 *   c, query r           X--Y---------Z         at once a view of r with the last status
 *
 * Windows that are not there within the second skip one. Never completes. Keeps the last view of each query that has a client.
 */
export const liveViews = <T>(
  source: Pick<LiveSource, 'status' | 'windows'>,
  encode: (view: LiveView) => T,
): ((query: WindowsQuery) => Observable<T>) => {
  const status$ = timer(0, EVERY_MS).pipe(
    map(() => source.status()),
    shareLast(),
  )
  const views = new Map<string, Observable<T>>()
  return (query) =>
    defer(() => {
      const key = JSON.stringify(query)
      const known = views.get(key)
      if (known !== undefined) return known
      const view$ = status$.pipe(
        exhaustMap(async (status) => encode({ status, windows: await source.windows(query) })),
        finalize(() => views.delete(key)),
        shareLast(),
      )
      views.set(key, view$)
      return view$
    })
}

/** Who comes later gets the last one at once; when nobody is left it ends and is forgotten. */
const shareLast = <T>() => share<T>({ connector: () => new ReplaySubject(1) })
