import * as t from 'io-ts'
import { isName } from './name.ts'

interface TenantIdBrand {
  readonly TenantId: unique symbol
}
interface EventTypeBrand {
  readonly EventType: unique symbol
}
interface SessionIdBrand {
  readonly SessionId: unique symbol
}
interface TimestampBrand {
  readonly Timestamp: unique symbol
}

const NAME = '1 to 256 characters of well-formed Unicode'

/** Only these codecs make a tenant, a type or a session id: past decode/ nobody takes a bare string for one (E2). */
export const TenantId = t.brand(t.string, (s): s is t.Branded<string, TenantIdBrand> => isName(s), 'TenantId')
export const EventType = t.brand(t.string, (s): s is t.Branded<string, EventTypeBrand> => isName(s), 'EventType')
export const SessionId = t.brand(t.string, (s): s is t.Branded<string, SessionIdBrand> => isName(s), 'SessionId')
export type TenantId = t.TypeOf<typeof TenantId>
export type EventType = t.TypeOf<typeof EventType>
export type SessionId = t.TypeOf<typeof SessionId>

/** Unix seconds, with a fraction where there is one, whose milliseconds are finite and not below 0 (E3). */
export const Timestamp = t.brand(
  t.number,
  (seconds): seconds is t.Branded<number, TimestampBrand> => {
    const ms = eventTimeMs(seconds)
    return ms >= 0 && ms < Number.POSITIVE_INFINITY
  },
  'Timestamp',
)
export type Timestamp = t.TypeOf<typeof Timestamp>

/** Event time in unix milliseconds, halves rounded up (E3). */
export const eventTimeMs = (timestampSeconds: number): number => Math.floor(timestampSeconds * 1000 + 0.5)

/** What a record's JSON has to be (E1). Fields that are not named are allowed and ignored; an array is no object. */
export const WireEvent = t.intersection(
  [
    t.type({ tenant_id: TenantId, event_type: EventType, timestamp: Timestamp }),
    t.partial({ payload: t.intersection([t.UnknownRecord, t.partial({ session_id: SessionId })]) }),
  ],
  'Event',
)
export type WireEvent = t.TypeOf<typeof WireEvent>

/** What each codec expects, in the words that a dead letter carries. */
export const EXPECTED: Readonly<Record<string, string>> = {
  TenantId: `a string of ${NAME}`,
  EventType: `a string of ${NAME}`,
  SessionId: `a string of ${NAME}`,
  Timestamp: 'a finite number of unix seconds, not below 0',
  UnknownRecord: 'a JSON object',
  Event: 'a JSON object',
}

/** One event as the pipeline knows it. */
export interface Event {
  readonly kind: 'event'
  readonly tenant: TenantId
  readonly type: EventType
  /** Event time, unix milliseconds (E3). */
  readonly timeMs: number
  /** The session that it opens or closes; null where it names none (S0), and in any other event, whatever it names. */
  readonly sessionId: SessionId | null
}

/** The two types that open and close a session; any other type only counts. */
export const SESSION_START = 'session_start'
export const SESSION_END = 'session_end'

export const isOfSession = (type: string): boolean => type === SESSION_START || type === SESSION_END
