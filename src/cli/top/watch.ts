import { combineLatest, interval, lastValueFrom, map, type Observable, scan, startWith, takeUntil, tap } from 'rxjs'
import { screenLines } from './screen.ts'
import type { FullScreen } from './terminal.ts'
import { type Heard, initialTop, topAfter } from './top-state.ts'

const REPAINT_MS = 1_000

/** Shows what is heard until `end$`, painted anew with each of it, once a second, and when the size changes. Gives the terminal back in the end. */
export const watch = async (
  url: string,
  heard$: Observable<Heard>,
  screen: FullScreen,
  end$: Observable<void>,
): Promise<void> => {
  const state$ = heard$.pipe(
    scan((state, heard) => topAfter(state, heard, Date.now()), initialTop(url)),
    startWith(initialTop(url)),
  )
  // Views stop coming when there is trouble, and then it is the clock that makes them stale.
  const clock$ = interval(REPAINT_MS).pipe(startWith(0))
  try {
    await lastValueFrom(
      combineLatest([state$, screen.size$, clock$]).pipe(
        map(([state, size]) => screenLines(state, size, Date.now())),
        tap((lines) => screen.paint(lines)),
        takeUntil(end$),
      ),
      { defaultValue: null },
    )
  } finally {
    screen.leave()
  }
}
