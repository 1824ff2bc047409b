import { Observable, shareReplay } from 'rxjs'

/** Emits when the signal is aborted, at once where it is already. One listener for all partitions. */
export const aborted = (signal: AbortSignal): Observable<void> =>
  new Observable<void>((stop) => {
    const emit = () => {
      stop.next()
      stop.complete()
    }
    if (signal.aborted) return emit()
    signal.addEventListener('abort', emit, { once: true })
    return () => signal.removeEventListener('abort', emit)
  }).pipe(shareReplay({ bufferSize: 1, refCount: true }))
