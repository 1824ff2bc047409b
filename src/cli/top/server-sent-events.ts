/** One event of a stream of server-sent events. */
export interface ServerSentEvent {
  /** `message` where the stream does not name it. */
  readonly type: string
  readonly data: string
}

/** A stream that is no such stream, or would take more memory than an event may. */
export class EventStreamError extends Error {
  override readonly name = 'EventStreamError'
}

/**
 * Reads a stream of server-sent events, as HTML's standard has them, piece by piece: answers the events that a piece completes, however the
 * stream was cut into pieces. Lines end in \r\n, \n or \r; comments, `id` and `retry` are passed over.
 *
 * Keeps the event and the line that are not over yet, at most `mostChars` characters of them together.
 * @throws EventStreamError where they are longer.
 */
export const eventReader = (mostChars: number): ((piece: string) => readonly ServerSentEvent[]) => {
  let line = ''
  let isFirst = true
  let endedInReturn = false
  let type = ''
  let data: string[] = []
  let dataChars = 0

  const take = (text: string): ServerSentEvent | null => {
    if (text === '') {
      const event = data.length === 0 ? null : { type: type || 'message', data: data.join('\n') }
      type = ''
      data = []
      dataChars = 0
      return event
    }
    const colon = text.indexOf(':')
    const [field, value] = colon === -1 ? [text, ''] : [text.slice(0, colon), text.slice(colon + 1).replace(/^ /, '')]
    if (field === 'event') type = value
    if (field === 'data') {
      data.push(value)
      dataChars += value.length + 1
    }
    return null
  }

  return (piece) => {
    // A pair of \r\n may be cut in two: its second half ends nothing.
    const rest = endedInReturn && piece.startsWith('\n') ? piece.slice(1) : piece
    if (piece !== '') endedInReturn = piece.endsWith('\r')
    const lines = rest.split(/\r\n|\n|\r/)
    const events: ServerSentEvent[] = []
    for (const [i, text] of lines.entries()) {
      line += text
      if (isFirst && line !== '') {
        line = line.replace(/^\ufeff/, '')
        isFirst = false
      }
      if (line.length + dataChars + type.length > mostChars)
        throw new EventStreamError(`an event of more than ${mostChars} characters`)
      if (i === lines.length - 1) break
      const event = take(line)
      line = ''
      if (event !== null) events.push(event)
    }
    return events
  }
}
