import type { LiveView } from '../../live/windows-view.ts'

/** What came from a pipeline: a view, or word of what keeps views from coming and how long it is until the next try. */
export type Heard =
  | { readonly kind: 'view'; readonly view: LiveView }
  | { readonly kind: 'trouble'; readonly message: string; readonly pauseMs: number }

/** What there is to show. Times are unix milliseconds of this machine. */
export interface TopState {
  readonly url: string
  /** The last view, however long ago. */
  readonly last: { readonly view: LiveView; readonly atMs: number } | null
  /** Why there is none now. */
  readonly trouble: { readonly message: string; readonly sinceMs: number; readonly nextTryMs: number } | null
}

export const initialTop = (url: string): TopState => ({ url, last: null, trouble: null })

/** The state after one more that was heard at `atMs`. Trouble is since the first time in a row. */
export const topAfter = (state: TopState, heard: Heard, atMs: number): TopState =>
  heard.kind === 'view'
    ? { ...state, last: { view: heard.view, atMs }, trouble: null }
    : {
        ...state,
        trouble: {
          message: heard.message,
          sinceMs: state.trouble?.sinceMs ?? atMs,
          nextTryMs: atMs + heard.pauseMs,
        },
      }
