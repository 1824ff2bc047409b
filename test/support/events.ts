import type { Rejected } from '../../src/decode/decode-records.ts'
import type { Event, EventType, SessionId, TenantId } from '../../src/event/event.ts'
import { type Barrier, type BarrierCause, barrier } from '../../src/log/barrier.ts'
import type { CaughtUp, Delivery } from '../../src/log/event-log.ts'
import type { Header, RecordBatch } from '../../src/log/record-batch.ts'
import { sharedBytes } from '../../src/log/shared-bytes.ts'
import type { SessionsAtBarrier } from '../../src/session/pair-sessions.ts'
import type { CompletedSession, Outcome, UnmatchedSession } from '../../src/session/session-step.ts'
import type { Moment, Tick, TimedBarrier } from '../../src/time/track-watermark.ts'
import type { WindowsAtBarrier } from '../../src/window/count-panes.ts'
import type { Counts } from '../../src/window/counts.ts'
import type { Pane } from '../../src/window/pane-store.ts'
import type { WindowCount } from '../../src/window/roll-windows.ts'
import { savedSessions, savedWindows } from './saved.ts'

/** Names as the gate would let them through (E2); a test says itself what it takes for granted. */
export const tenantId = (name: string) => name as TenantId
export const eventType = (name: string) => name as EventType
export const sessionId = (name: string) => name as SessionId

/** The one `release` of everything built here, so that built and emitted barriers are equal. */
export const release = (): void => {}

interface Named {
  readonly tenant?: string
  readonly type?: string
  readonly session?: string | null
}

/** An event at a time in unix milliseconds: tenant `a`, type `view`, no session unless said. */
export const eventAt = (timeMs: number, { tenant = 'a', type = 'view', session = null }: Named = {}): Event => ({
  kind: 'event',
  tenant: tenantId(tenant),
  type: eventType(type),
  timeMs,
  sessionId: session === null ? null : sessionId(session),
})
export const viewed = (timeMs: number, tenant = 'a') => eventAt(timeMs, { tenant, type: 'view', session: 's1' })
export const started = (timeMs: number, tenant = 'a', session = 's1') =>
  eventAt(timeMs, { tenant, session, type: 'session_start' })
export const ended = (timeMs: number, tenant = 'a', session = 's1') =>
  eventAt(timeMs, { tenant, session, type: 'session_end' })

/** An event, and the watermark and stream time after it; without them, those of a stream in order with a grace of 0. */
export const moment = (event: Event, watermarkMs = event.timeMs, streamTimeMs = watermarkMs): Moment => ({
  kind: 'moment',
  event,
  watermarkMs,
  streamTimeMs,
})

/** Time that went on by itself to this watermark (T9). */
export const tick = (watermarkMs: number): Tick => ({ kind: 'tick', watermarkMs })

/** A log that was asked at this time and had nothing more. */
export const caughtUp = (atMs: number): CaughtUp => ({ kind: 'caught-up', atMs })

/** Event times in order -> moments with the watermark that they lead to. */
export const moments = (events: readonly Event[], graceMs = 0): Moment[] => {
  let streamTimeMs = Number.NEGATIVE_INFINITY
  return events.map((event) => {
    streamTimeMs = Math.max(streamTimeMs, event.timeMs)
    return moment(event, streamTimeMs - graceMs, streamTimeMs)
  })
}

export const batchBarrier = (
  nextOffset: number,
  records: number,
  appendedMs: number | null = records === 0 ? null : RECORD_TIME_MS,
): Barrier => ({
  kind: 'barrier',
  nextOffset,
  records,
  appendedMs,
  cause: 'batch',
  release,
})

/** A barrier as it comes behind `trackWatermark`, which knows the stream time. */
export const timedBarrier = (
  cause: Exclude<BarrierCause, 'batch'>,
  streamTimeMs: number | null = null,
  firstEventMs = streamTimeMs,
): TimedBarrier => ({ ...barrier(cause), clock: { streamTimeMs, firstEventMs } })

/** What an output offers to be saved at its place, asked at once: afterwards it is valid no more. */
export const saved = (output: object) => {
  const said: Record<string, unknown> = { ...output }
  if (said.kind === 'windows-at-barrier') {
    const { open, save } = output as WindowsAtBarrier
    const { windows: openWindows } = open()
    const snapshot = save('whole')
    const { open: _, ...rest } = said
    return { ...rest, openWindows, openPairs: snapshot.openPairs, save: savedWindows(snapshot) }
  }
  if (said.kind === 'sessions-at-barrier')
    return {
      ...said,
      open: (output as SessionsAtBarrier).open(),
      save: savedSessions((output as SessionsAtBarrier).save('whole')),
    }
  return said
}

export const pane = (startMs: number, ...events: readonly Event[]): Pane => ({
  kind: 'pane',
  startMs,
  counts: countsOf(events),
})

const countsOf = (events: readonly Event[]): Counts => {
  const counts: Counts = new Map()
  for (const { tenant, type, timeMs } of events) {
    const byType = counts.get(tenant) ?? new Map()
    const { occurrences, lastEventMs } = byType.get(type) ?? { occurrences: 0, lastEventMs: timeMs }
    byType.set(type, { occurrences: occurrences + 1, lastEventMs: Math.max(lastEventMs, timeMs) })
    counts.set(tenant, byType)
  }
  return counts
}

export const windowCount = (
  windowStartMs: number,
  occurrences: number,
  lastEventMs: number,
  { tenant = 'a', type = 'view' }: Named = {},
): WindowCount => ({
  kind: 'window-count',
  tenant: tenantId(tenant),
  type: eventType(type),
  occurrences,
  windowStartMs,
  lastEventMs,
})

/** The tenant's first session, unless said. */
export const completed = (startMs: number, endMs: number, more: Partial<CompletedSession> = {}): CompletedSession => ({
  kind: 'completed-session',
  tenant: tenantId('a'),
  sessionId: sessionId('s1'),
  startMs,
  endMs,
  sessionCount: 1,
  totalMs: endMs - startMs,
  ...more,
})

export const unmatched = (outcome: Outcome, eventMs: number, tenant = 'a', session = 's1'): UnmatchedSession => ({
  kind: 'unmatched-session',
  tenant: tenantId(tenant),
  sessionId: sessionId(session),
  outcome,
  eventMs,
})

/** The JSON of an event as a producer would write it; `over` adds and replaces fields. */
export const eventJson = (timeMs: number, over: Record<string, unknown> = {}): string =>
  JSON.stringify({ tenant_id: 'a', event_type: 'view', timestamp: timeMs / 1000, ...over })

export const RECORD_TIME_MS = 2_000_000_000_000

interface BatchOptions {
  readonly baseOffset?: number
  readonly nextOffset?: number
  readonly timestampMs?: number
  readonly key?: Buffer | null
  readonly headers?: readonly Header[]
}

/** A batch of these values at consecutive offsets; text is taken as UTF-8. */
export const batchOf = (values: readonly (string | Buffer | null)[], options: BatchOptions = {}): RecordBatch => {
  const { baseOffset = 0, timestampMs = RECORD_TIME_MS, key = null, headers = [] } = options
  const bytes = values.map((value) => (typeof value === 'string' ? Buffer.from(value) : value))
  return {
    count: bytes.length,
    nextOffset: options.nextOffset ?? baseOffset + bytes.length,
    offset: (i) => baseOffset + i,
    timestampMs: () => timestampMs,
    key: () => key,
    value: (i) => bytes[i] ?? null,
    valueBytes: (i) => sharedBytes(bytes[i] ?? Buffer.alloc(0)),
    valueFrom: () => 0,
    valueTo: (i) => bytes[i]?.length ?? -1,
    headers: () => headers,
  }
}

export const delivery = (batch: RecordBatch): Delivery => ({ kind: 'delivery', batch, release })

export const rejected = (batch: RecordBatch, index = 0): Rejected => ({
  kind: 'rejected',
  batch,
  index,
  failure: { reason: 'bad_json', errors: [] },
})
