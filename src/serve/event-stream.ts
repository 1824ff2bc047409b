import type { Handler } from 'hono'
import { type Observable, Subscription } from 'rxjs'
import type { LiveSource } from '../live/live-source.ts'
import type { LiveView } from '../live/windows-view.ts'
import { apiError } from './api-error.ts'
import { askedWindows } from './api-query.ts'
import { liveViews } from './live-views.ts'
import type { ServeOptions } from './serve-options.ts'

const MOST_CLIENTS = 32

const HEADERS = {
  'Content-Type': 'text/event-stream',
  // Proxies that gather answers before they pass them on would pass on none.
  'X-Accel-Buffering': 'no',
}

/** GET /api/stream: server-sent events `view`, once a second, for at most 32 clients. */
export const eventStream = (source: LiveSource, onDefect: ServeOptions['onDefect']): Handler => {
  const viewsOf = liveViews(source, viewEvent)
  let clients = 0
  return (c) => {
    const asked = askedWindows(new URL(c.req.url).searchParams)
    if ('error' in asked) return apiError(c, 400, asked.error)
    if (c.req.method === 'HEAD') return c.body(null, 200, HEADERS)
    if (clients >= MOST_CLIENTS)
      return apiError(c, 503, `${MOST_CLIENTS} clients are looking already`, { 'Retry-After': '10' })
    clients++
    const onEnd = () => {
      clients--
    }
    return c.body(readable(viewsOf(asked.query), onEnd, onDefect), 200, HEADERS)
  }
}

/**
 * The one event that there is. JSON has no line break in it, whatever names do. A browser that lost the stream asks again after a second.
 */
const viewEvent = (view: LiveView): Uint8Array =>
  encoder.encode(`retry: 1000\nevent: view\ndata: ${JSON.stringify(view)}\n\n`)

const encoder = new TextEncoder()

/**
 * What comes out of `event$` for one client, who may take it as slowly as it likes: what comes while the one before waits for it is left
 * out. So one event waits here at most, and one in its socket. `onEnd` is called once, when the client is gone.
 */
const readable = (
  event$: Observable<Uint8Array>,
  onEnd: () => void,
  onDefect: ServeOptions['onDefect'],
): ReadableStream<Uint8Array> => {
  const subscription = new Subscription(onEnd)
  return new ReadableStream({
    start(controller) {
      const toClient = event$.subscribe({
        next: (event) => {
          if (controller.desiredSize === 1) controller.enqueue(event)
        },
        error: (error) => {
          onDefect(error)
          subscription.unsubscribe()
          controller.close()
        },
      })
      subscription.add(toClient)
    },
    cancel() {
      subscription.unsubscribe()
    },
  })
}
