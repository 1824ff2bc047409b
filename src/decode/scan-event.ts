import { type Event, type EventType, eventTimeMs, type SessionId, type TenantId } from '../event/event.ts'
import { JsonCursor } from './json-cursor.ts'
import { NameTable } from './name-table.ts'

/** Characters, which are bytes here (E2). */
const MAX_NAME_BYTES = 256

/**
 * Reads an event straight from its bytes where they are plain JSON (`JsonCursor`). Anything else, and anything wrong, is null: not its
 * business, JSON.parse and the codec decide, which stay the definition. So it never says that a record is no event, and what it
 * returns is what they would (test/decode/scan-event.property.test.ts).
 *
 * Measured: a third of the time of JSON.parse and the codec. Keeps a table of names, bounded (`NameTable`).
 */
export const scanEvent = (value: Buffer): Event | null => {
  cursor.bytes = value
  cursor.at = 0
  let tenant: string | null = null
  let type: string | null = null
  let timestamp = Number.NaN
  let sessionId: string | null = null
  if (!cursor.openBrace()) return null
  do {
    if (!cursor.key()) return null
    if (cursor.textIs('tenant_id')) {
      if (!takeName()) return null
      tenant = names.name(value, cursor.textFrom, cursor.textTo)
    } else if (cursor.textIs('event_type')) {
      if (!takeName()) return null
      type = names.name(value, cursor.textFrom, cursor.textTo)
    } else if (cursor.textIs('timestamp')) {
      timestamp = cursor.number()
      if (Number.isNaN(timestamp)) return null
    } else if (cursor.textIs('payload')) {
      const found = scanPayload(value)
      if (found === NO_PAYLOAD) return null
      sessionId = found // of a duplicate key the last one wins (E4)
    } else if (!cursor.skipValue(1)) return null
  } while (cursor.comma())
  if (!cursor.closeBrace() || cursor.at !== value.length) return null
  if (tenant === null || type === null || Number.isNaN(timestamp)) return null
  return {
    kind: 'event',
    tenant: tenant as TenantId,
    type: type as EventType,
    timeMs: eventTimeMs(timestamp),
    sessionId: sessionId as SessionId | null,
  }
}

/** One cursor and one table for all: a scan ends within its call. */
const cursor = new JsonCursor()
const names = new NameTable()

/** No session id can be this: it is empty (E2). */
const NO_PAYLOAD = ''

const takeName = (): boolean => {
  if (!cursor.text()) return false
  const length = cursor.textTo - cursor.textFrom
  return length > 0 && length <= MAX_NAME_BYTES
}

/** The session id in an object, null where there is none, or NO_PAYLOAD where it is no plain object. */
const scanPayload = (value: Buffer): string | null => {
  let sessionId: string | null = null
  if (!cursor.openBrace()) return NO_PAYLOAD
  if (cursor.closeBrace()) return null
  do {
    if (!cursor.key()) return NO_PAYLOAD
    if (cursor.textIs('session_id')) {
      if (!takeName()) return NO_PAYLOAD
      sessionId = value.toString('latin1', cursor.textFrom, cursor.textTo)
    } else if (!cursor.skipValue(2)) return NO_PAYLOAD
  } while (cursor.comma())
  return cursor.closeBrace() ? sessionId : NO_PAYLOAD
}
