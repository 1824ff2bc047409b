import { type Event, type EventType, eventTimeMs, isOfSession, type SessionId, type TenantId } from '../event/event.ts'
import type { SharedBytes } from '../log/shared-bytes.ts'
import { KeyLiteral } from './key-literal.ts'
import { NameTable } from './name-table.ts'
import {
  afterNumber,
  afterSpaces,
  afterValue,
  CLOSE_BRACE,
  COLON,
  COMMA,
  NOT_PLAIN,
  OPEN_BRACE,
  plainNumber,
  QUOTE,
  SPACE,
  textEnd,
} from './plain-json.ts'

/** Characters, which are bytes here (E2). */
const MAX_NAME_BYTES = 256

const TENANT_ID = new KeyLiteral('tenant_id')
const EVENT_TYPE = new KeyLiteral('event_type')
const TIMESTAMP = new KeyLiteral('timestamp')
const PAYLOAD = new KeyLiteral('payload')
const SESSION_ID = new KeyLiteral('session_id')

/** One table for all. */
const names = new NameTable()

/**
 * Reads an event straight from the bytes of a record, from one position up to another, where they are plain JSON (`plain-json.ts`).
 * Anything else, and anything wrong, is null: not its business, JSON.parse and the codec decide, which stay the definition. So it never
 * says that a record is no event, and what it returns is what they would (test/decode/scan-event.property.test.ts).
 *
 * One loop over the members of the record and of the objects in it, the payload among them; what lies deeper is stepped over. A function a
 * member, which reads better, takes 1.6 times as long; spaces are looked for before they are stepped over, since there seldom are any (10 %
 * less). Keeps a table of names, bounded (`NameTable`).
 */
export const scanEvent = (json: SharedBytes, from: number, to: number): Event | null => {
  const { bytes } = json
  let tenant = ''
  let type = ''
  let timestamp = Number.NaN
  let sessionFrom = NOT_PLAIN
  let sessionTo = NOT_PLAIN
  let at = afterSpaces(bytes, from, to)
  if (bytes[at] !== OPEN_BRACE) return null
  at = afterSpaces(bytes, at + 1, to)
  if (bytes[at] !== QUOTE) return null
  let depth = 1
  let isInPayload = false
  for (;;) {
    const key: KeyLiteral | null =
      depth === 1 ? keyAt(json, at, to) : isInPayload && SESSION_ID.isAt(json, at, to) ? SESSION_ID : null
    at = key === null ? textEnd(json, at + 1, to) + 1 : at + key.length
    if (bytes[at] === SPACE) at = afterSpaces(bytes, at, to)
    if (bytes[at] !== COLON) return null
    if (bytes[++at] === SPACE) at = afterSpaces(bytes, at, to)

    if (bytes[at] === QUOTE) {
      const textFrom = at + 1
      const textTo = textEnd(json, textFrom, to)
      if (textTo === NOT_PLAIN) return null
      at = textTo + 1
      if (key !== null) {
        if (textTo === textFrom || textTo - textFrom > MAX_NAME_BYTES) return null
        // Of a duplicate key the last one wins (E4).
        if (key === TENANT_ID) tenant = names.name(json, textFrom, textTo)
        else if (key === EVENT_TYPE) type = names.name(json, textFrom, textTo)
        else if (key === SESSION_ID) {
          sessionFrom = textFrom
          sessionTo = textTo
        } else return null
      }
    } else if (key === TIMESTAMP) {
      const numberFrom = at
      at = afterNumber(json, numberFrom, to)
      if (at === NOT_PLAIN) return null
      timestamp = plainNumber(json, numberFrom, at)
    } else if (bytes[at] === OPEN_BRACE && depth === 1) {
      isInPayload = key === PAYLOAD
      if (isInPayload) sessionFrom = NOT_PLAIN
      else if (key !== null) return null
      depth = 2
      at = afterSpaces(bytes, at + 1, to)
      if (bytes[at] === QUOTE) continue
      if (bytes[at] !== CLOSE_BRACE) return null
    } else {
      if (key !== null) return null
      at = afterValue(json, at, to, depth)
    }

    if (bytes[at] === SPACE) at = afterSpaces(bytes, at, to)
    for (; bytes[at] === CLOSE_BRACE && depth > 0; depth--) if (bytes[++at] === SPACE) at = afterSpaces(bytes, at, to)
    if (depth === 0) break
    if (bytes[at] !== COMMA) return null
    if (bytes[++at] === SPACE) at = afterSpaces(bytes, at, to)
    if (bytes[at] !== QUOTE) return null
  }
  if (at !== to || tenant === '' || type === '' || Number.isNaN(timestamp)) return null
  return {
    kind: 'event',
    tenant: tenant as TenantId,
    type: type as EventType,
    timeMs: eventTimeMs(timestamp),
    // A string for each view's session, too, which nobody reads, would be 3 % of the whole pipeline's time.
    sessionId:
      sessionFrom !== NOT_PLAIN && isOfSession(type)
        ? (bytes.toString('latin1', sessionFrom, sessionTo) as SessionId)
        : null,
  }
}

const LETTER_E = 0x65
const LETTER_P = 0x70
const LETTER_T = 0x74

/** Which of an event's keys is there; null for any other. */
const keyAt = (json: SharedBytes, at: number, to: number): KeyLiteral | null => {
  switch (json.bytes[at + 1]) {
    case LETTER_T:
      return TENANT_ID.isAt(json, at, to) ? TENANT_ID : TIMESTAMP.isAt(json, at, to) ? TIMESTAMP : null
    case LETTER_E:
      return EVENT_TYPE.isAt(json, at, to) ? EVENT_TYPE : null
    case LETTER_P:
      return PAYLOAD.isAt(json, at, to) ? PAYLOAD : null
    default:
      return null
  }
}
