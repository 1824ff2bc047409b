import type { LiveView, WindowsQuery } from '../live/windows-view.ts'
import type { Connection } from './model/connection-state.ts'
import { queryText } from './model/query.ts'

/** A browser tries again by itself, except where it got an answer that is no stream: then it is asked again after so long. */
const AGAIN_MS = 2_000
/** A network that is gone says nothing at all, and a view comes each second: who hears none for so long begins anew. */
const SILENT_MS = 10_000

export interface ViewStream {
  readonly connection: () => Connection
  readonly ask: (query: WindowsQuery) => void
}

/**
 * Views from /api/stream, for as long as the page is seen: a hidden tab asks for nothing. Goes on by itself whatever happens to the server,
 * but where it is signed out: then it asks when it is seen again, or another tab is let in. Keeps no view.
 */
export const viewStream = (first: WindowsQuery, onView: (view: LiveView) => void): ViewStream => {
  let query = first
  let source: EventSource | null = null
  let again: ReturnType<typeof setTimeout> | undefined
  let silent: ReturnType<typeof setTimeout> | undefined
  let connection: Connection = { phase: 'connecting', sinceMs: performance.now(), lastViewMs: null, said: null }
  const letIn = new BroadcastChannel('tideline let in')

  const close = () => {
    clearTimeout(again)
    clearTimeout(silent)
    source?.close()
    source = null
  }
  const open = () => {
    close()
    if (document.hidden) return
    const opened = new EventSource(`/api/stream?${queryText(query)}`)
    source = opened
    silent = setTimeout(open, SILENT_MS)
    opened.addEventListener('open', () => {
      connection = { ...connection, phase: 'open', said: null }
      letIn.postMessage(null)
    })
    opened.addEventListener('view', ({ data }) => {
      connection = { phase: 'open', sinceMs: connection.sinceMs, lastViewMs: performance.now(), said: null }
      clearTimeout(silent)
      silent = setTimeout(open, SILENT_MS)
      onView(JSON.parse(data) as LiveView)
    })
    opened.addEventListener('error', () => {
      connection = { ...connection, phase: 'connecting' }
      if (opened.readyState === EventSource.CLOSED) void refused(opened)
    })
  }
  const refused = async (asked: EventSource) => {
    const said = await refusal()
    if (source !== asked) return
    connection = { ...connection, ...said }
    clearTimeout(silent)
    if (connection.phase !== 'signed-out') again = setTimeout(open, AGAIN_MS)
  }
  letIn.addEventListener('message', () => {
    if (connection.phase === 'signed-out') open()
  })
  document.addEventListener('visibilitychange', () => {
    if (document.hidden) return close()
    // What was before it was hidden says nothing of the server.
    connection = { phase: 'connecting', sinceMs: performance.now(), lastViewMs: null, said: null }
    open()
  })
  open()
  return {
    connection: () => connection,
    ask: (next) => {
      query = next
      open()
    },
  }
}

/** An EventSource does not tell why it was refused; the status, refused for the same reason, does. */
const refusal = async (): Promise<Pick<Connection, 'phase' | 'said'>> => {
  try {
    const answer = await fetch('/api/status')
    if (answer.status === 401) return { phase: 'signed-out', said: null }
    if (answer.ok) return { phase: 'refused', said: 'too many are watching' }
    const { error } = (await answer.json()) as { error?: unknown }
    return { phase: 'refused', said: typeof error === 'string' ? error : `status ${answer.status}` }
  } catch {
    return { phase: 'connecting', said: null }
  }
}
