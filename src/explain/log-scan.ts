import { type PlainEvent, plainEvent } from '../verify/plain-event.ts'
import { overlaps, type Question, windowsHolding } from './question.ts'

/** An event of the number that is asked about. */
export interface SeenEvent {
  readonly offset: number
  readonly eventMs: number
  /** The record's own timestamp; -1 where it has none. */
  readonly recordMs: number
  /** The windows that hold it, earliest first, each with the how-manieth of the tenant and type it is there, by offset. */
  readonly places: readonly { readonly windowMs: number; readonly ordinal: number }[]
}

/** The record whose event time moved the watermark to the window's end or past it (T3). */
export interface ClosingRecord {
  readonly offset: number
  readonly tenant: string
  readonly eventMs: number
  readonly recordMs: number
  readonly watermarkMs: number
}

/** A place in the partition, and what time the log's events made it there. */
export interface TimedOffset {
  readonly offset: number
  readonly streamMs: number
}

export interface ScanSettings {
  readonly question: Question
  readonly graceMs: number
  readonly maxFutureMs: number
  /** How many events are kept, at most. */
  readonly limit: number
  /** What the storage's result says of a window of this tenant and type; 0 where it has none. */
  readonly occurrences: (windowMs: number) => number
  /** Offsets at which the stream time matters. */
  readonly watched: readonly number[]
}

const NEVER = Number.NEGATIVE_INFINITY
const MOST_TYPES = 8

/**
 * One pass over a partition's records in the order of their offsets: a clock of its own (T1, T4), the events of the number, and what is
 * near to it. By the letter of the rules and shares no code with the pipeline.
 *
 * Keeps `limit` events of those that the result counts and `limit` of those behind them, and counters.
 */
export class LogScan {
  readonly #settings: ScanSettings
  records = 0
  /** The greatest event time so far; minus infinity before the first event. */
  streamMs = NEVER
  closing: ClosingRecord | null = null
  /** Of the number's events, the last one that the result counts and the first one that it does not. */
  lastCounted: TimedOffset | null = null
  firstLate: TimedOffset | null = null
  /** The tenant's events of whatever type and time, and the first few types that it has besides the one asked about. */
  tenantEvents = 0
  readonly otherTypes = new Set<string>()
  /** The tenant's and type's nearest event times outside of the window. */
  nearestBeforeMs = NEVER
  nearestAfterMs = Number.POSITIVE_INFINITY
  readonly #seen = new Map<number, number>()
  readonly #counted: SeenEvent[] = []
  readonly #late: SeenEvent[] = []
  readonly #streamBefore = new Map<number, number>()

  constructor(settings: ScanSettings) {
    this.#settings = settings
  }

  add(offset: number, recordMs: number, value: Uint8Array | null): void {
    const { maxFutureMs, question, watched } = this.#settings
    for (const place of watched)
      if (offset >= place && !this.#streamBefore.has(place)) this.#streamBefore.set(place, this.streamMs)
    this.records++

    const event = plainEvent(value, recordMs, maxFutureMs)
    if (typeof event === 'string') return // a dead letter touches no clock (E5)
    if (event.timeMs > this.streamMs) this.#moveOn(offset, recordMs, event)
    if (event.tenant !== question.tenant) return
    this.tenantEvents++
    if (event.type === question.type) this.#meet(offset, recordMs, event)
    else if (this.otherTypes.size < MOST_TYPES) this.otherTypes.add(event.type)
  }

  /** How many events of the tenant and type lie in a window. */
  seen(windowMs: number): number {
    return this.#seen.get(windowMs) ?? 0
  }

  /** The stream time that the records below a watched offset make. */
  streamBefore(offset: number): number {
    return this.#streamBefore.get(offset) ?? this.streamMs
  }

  /** At most `limit` events of the number, by offset; those behind the counted ones first of all, as they are what people look for. */
  events(): readonly SeenEvent[] {
    const { limit } = this.#settings
    const late = this.#late.slice(0, limit)
    return [...this.#counted.slice(0, limit - late.length), ...late]
  }

  #moveOn(offset: number, recordMs: number, { tenant, timeMs }: PlainEvent): void {
    const { question, graceMs } = this.#settings
    this.streamMs = timeMs
    const watermarkMs = timeMs - graceMs
    if (this.closing === null && watermarkMs >= question.endMs)
      this.closing = { offset, tenant, eventMs: timeMs, recordMs, watermarkMs }
  }

  #meet(offset: number, recordMs: number, { timeMs }: PlainEvent): void {
    const { question } = this.#settings
    const places = windowsHolding(timeMs, question)
      .filter((windowMs) => overlaps(windowMs, question))
      .map((windowMs) => ({ windowMs, ordinal: this.#count(windowMs) }))
    if (timeMs < question.startMs) this.nearestBeforeMs = Math.max(this.nearestBeforeMs, timeMs)
    else if (timeMs >= question.endMs) this.nearestAfterMs = Math.min(this.nearestAfterMs, timeMs)
    else this.#keep({ offset, eventMs: timeMs, recordMs, places })
  }

  #count(windowMs: number): number {
    const ordinal = this.seen(windowMs) + 1
    this.#seen.set(windowMs, ordinal)
    return ordinal
  }

  #keep(event: SeenEvent): void {
    const { question, limit, occurrences } = this.#settings
    const place = { offset: event.offset, streamMs: this.streamMs }
    const isCounted = this.seen(question.startMs) <= occurrences(question.startMs)
    if (isCounted) this.lastCounted = place
    else this.firstLate ??= place
    const kept = isCounted ? this.#counted : this.#late
    if (kept.length < limit) kept.push(event)
  }
}
