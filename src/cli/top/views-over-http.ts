import { Observable } from 'rxjs'
import type { LiveView } from '../../live/windows-view.ts'
import { StreamTrouble } from './listen.ts'
import { EventStreamError, eventReader } from './server-sent-events.ts'
import { shownText } from './shown-text.ts'
import { isLiveView } from './view-shape.ts'

/** Where views come from, and which. */
export interface StreamRequest {
  /** The pipeline's origin. */
  readonly url: string
  readonly token: string | null
  readonly search: string | null
  readonly tenant: string | null
  readonly top: number
}

/** A hundred tenants of 256 characters, thirty windows and thirteen types are 1 MB at the most that is usual. */
const MOST_EVENT_CHARS = 16 * 2 ** 20
/** Views come once a second; a connection that has gone without a word says nothing either. */
const MOST_SILENCE_MS = 15_000
const MOST_REFUSAL_BYTES = 4_096

/**
 * The views of one connection to a pipeline's /api/stream. Completes when the other side ends it; unsubscribing closes it. Errors are
 * StreamTrouble. Follows no redirect, since the token is for this address alone.
 */
export const viewsOverHttp = (request: StreamRequest): Observable<LiveView> =>
  new Observable<LiveView>((views) => {
    const over = new AbortController()
    const silence = setTimeout(() => over.abort(new StreamTrouble(`${request.url} is silent`, false)), MOST_SILENCE_MS)
    const read = async () => {
      const response = await fetch(streamUrl(request), {
        headers: {
          accept: 'text/event-stream',
          ...(request.token !== null && { authorization: `Bearer ${request.token}` }),
        },
        redirect: 'manual',
        signal: over.signal,
      })
      await refuseOthers(request, response)
      const eventsIn = eventReader(MOST_EVENT_CHARS)
      const text = new TextDecoder()
      for await (const bytes of response.body!) {
        silence.refresh()
        for (const { type, data } of eventsIn(text.decode(bytes, { stream: true })))
          if (type === 'view') views.next(viewOf(request, data))
      }
    }
    read()
      .then(
        () => views.complete(),
        (error: unknown) => views.error(troubleOf(request, over.signal.aborted ? over.signal.reason : error)),
      )
      .finally(() => clearTimeout(silence))
    return () => over.abort()
  })

const streamUrl = ({ url, search, tenant, top }: StreamRequest): URL => {
  const stream = new URL('/api/stream', url)
  if (search !== null) stream.searchParams.set('search', search)
  if (tenant !== null) stream.searchParams.set('tenant', tenant)
  stream.searchParams.set('top', `${top}`)
  return stream
}

/** Whatever answers otherwise than with a stream of events. Of a server that is busy or starting another try may do better. */
const refuseOthers = async ({ url, token }: StreamRequest, response: Response): Promise<void> => {
  const { status, headers } = response
  const type = headers.get('content-type')?.split(';')[0] ?? 'nothing'
  if (status === 200 && type === 'text/event-stream') return
  if (status === 401)
    throw new StreamTrouble(
      token === null
        ? `${url} wants a token: set TIDELINE_HTTP_TOKEN, or name its file with --http-token-file`
        : `${url} does not take this token`,
      true,
    )
  const words = await refusalWords(response)
  if (words !== null) throw new StreamTrouble(`${url} refuses (${status}): ${words}`, status < 500)
  const isLater = status >= 500
  throw new StreamTrouble(
    isLater
      ? `${url} answers ${status} for now`
      : `what answers at ${url} is no pipeline with a stream of views: /api/stream is ${status} ${shownText(type, 60)}`,
    !isLater,
  )
}

/** What our own server says: JSON {error}. */
const refusalWords = async (response: Response): Promise<string | null> => {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of response.body ?? []) {
    chunks.push(Buffer.from(chunk))
    bytes += chunk.length
    if (bytes > MOST_REFUSAL_BYTES) return null
  }
  try {
    const { error } = JSON.parse(Buffer.concat(chunks).toString()) as { error?: unknown }
    return typeof error === 'string' ? shownText(error, 300) : null
  } catch {
    return null
  }
}

const viewOf = ({ url }: StreamRequest, data: string): LiveView => {
  let view: unknown
  try {
    view = JSON.parse(data)
  } catch {
    throw new StreamTrouble(`${url} sent a view that is no JSON`, false)
  }
  if (!isLiveView(view)) throw new StreamTrouble(`${url} sends views of another version of this program`, true)
  return view
}

const troubleOf = ({ url }: StreamRequest, error: unknown): unknown => {
  if (error instanceof StreamTrouble) return error
  if (error instanceof EventStreamError) return new StreamTrouble(`${url} sends ${error.message}`, true)
  if (!(error instanceof TypeError)) return error
  // fetch has one error for all that goes wrong; what it was is its cause.
  const { code = 'for no known reason' } = (error.cause ?? {}) as { code?: string }
  if (code === 'ECONNREFUSED') return new StreamTrouble(`nothing listens at ${url}`, false)
  if (code === 'ENOTFOUND') return new StreamTrouble(`${url}: no such host`, false)
  if (code.startsWith('HPE_')) return new StreamTrouble(`what answers at ${url} does not speak HTTP`, true)
  return new StreamTrouble(`the connection to ${url} is broken (${code})`, false)
}
