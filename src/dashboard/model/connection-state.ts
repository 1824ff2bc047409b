import { wholeSpanText } from './spans.ts'

/** How it is with the stream of views. Times are of the page's own clock, which nobody sets: milliseconds since it was loaded. */
export interface Connection {
  /** `refused`: the server has answered otherwise than with a stream, and is asked again; `signed-out`: only a person can help. */
  readonly phase: 'connecting' | 'open' | 'refused' | 'signed-out'
  /** Since when this is so, as far as no view came. */
  readonly sinceMs: number
  readonly lastViewMs: number | null
  /** What the server said when it refused. */
  readonly said: string | null
}

export interface ShownConnection {
  readonly state: 'connecting' | 'live' | 'stale' | 'signed-out'
  readonly text: string
}

/** Views come once a second; without one for so long the numbers are old. */
const STALE_MS = 3_000

export const shownConnection = ({ phase, sinceMs, lastViewMs, said }: Connection, nowMs: number): ShownConnection => {
  if (phase === 'signed-out') return { state: 'signed-out', text: 'Signed out' }
  const silentMs = nowMs - (lastViewMs ?? sinceMs)
  const trying = phase === 'open' ? '' : phase === 'refused' ? `: ${said ?? 'refused'}` : ': reconnecting'
  if (lastViewMs === null) {
    const text = silentMs < STALE_MS ? 'Connecting' : `No answer for ${wholeSpanText(silentMs)}${trying}`
    return { state: silentMs < STALE_MS ? 'connecting' : 'stale', text }
  }
  if (silentMs < STALE_MS) return { state: 'live', text: 'Live' }
  return { state: 'stale', text: `Stale for ${wholeSpanText(silentMs)}${trying}` }
}
