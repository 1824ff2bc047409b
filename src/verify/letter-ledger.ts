import type { EventLog, PartitionBounds } from '../log/event-log.ts'
import type { RecordBatch } from '../log/record-batch.ts'
import type { Tell } from './difference.ts'
import { letterOrigin } from './letter-origin.ts'

/** The records whose dead letters are looked for: offsets [fromOffset, toOffset) of one partition. */
export interface LetterRange {
  readonly topic: string
  readonly group: string
  readonly partition: number
  readonly fromOffset: number
  readonly toOffset: number
  readonly deadLetterTopic: string
}

/**
 * Weighs the records that are no events against their dead letters: each has exactly one, with its reason, and no event has any (E4).
 *
 * Letters come in the order of their records, so both are read side by side: memory holds one batch of letters, and what is wrong.
 */
export class LetterLedger {
  /** Letters of this range so far. */
  found = 0
  readonly #range: LetterRange
  readonly #tell: Tell
  /** The topic has lost its beginning, so letters may have been there. */
  readonly #isCut: boolean
  readonly #batches: AsyncIterator<{ readonly batch: RecordBatch }> | null
  readonly #reasons = new Map<number, string[]>()
  readonly #missing = new Map<number, string>()
  #firstOffset = Number.POSITIVE_INFINITY
  #readTo = -1
  #isRead = false

  constructor(log: Pick<EventLog, 'read'>, range: LetterRange, bounds: PartitionBounds | null, tell: Tell) {
    this.#range = range
    this.#tell = tell
    this.#isCut = bounds !== null && bounds.startOffset > 0
    this.#batches = bounds === null ? null : log.read(range.deadLetterTopic, [bounds])[Symbol.asyncIterator]()
  }

  /** Reads on until the letters of records up to this offset are known. */
  async readTo(offset: number): Promise<void> {
    while (!this.#isRead && this.#readTo < offset) {
      const pulled = this.#batches === null ? null : await this.#batches.next()
      if (pulled === null || pulled.done) this.#isRead = true
      else this.#addBatch(pulled.value.batch)
    }
  }

  /** The letter says that the record killed the process: it is no event, whatever it says (R7). */
  isCondemned(offset: number): boolean {
    return this.#reasons.get(offset)?.includes('crash_suspect') ?? false
  }

  /** The record at this offset has to have a letter with this reason; null: none. */
  settle(offset: number, reason: string | null): void {
    const reasons = this.#reasons.get(offset) ?? []
    if (reasons.length === 0 && reason === null) return
    this.#reasons.delete(offset)
    if (reasons.length === 0) this.#missing.set(offset, reason!)
    else if (reasons.length > 1 || reasons[0] !== reason) this.#tellLetters(offset, reason, reasons)
  }

  /** Reads the rest, tells what has no partner; returns how many letters may have been there before the topic lost its beginning. */
  async close(): Promise<number> {
    await this.readTo(Number.POSITIVE_INFINITY)
    let unknown = 0
    for (const [offset, reason] of this.#missing) {
      const late = this.#reasons.get(offset) ?? []
      this.#reasons.delete(offset)
      if (late.length === 0 && this.#isCut && offset < this.#firstOffset) unknown++
      else if (late.length !== 1 || late[0] !== reason) this.#tellLetters(offset, reason, late)
    }
    // Behind the letter that settled the record, or of no record that was read.
    for (const [offset, reasons] of this.#reasons)
      this.#tellLetters(
        offset,
        null,
        reasons.map((reason) => `${reason} again`),
      )
    return unknown
  }

  #addBatch(batch: RecordBatch): void {
    const { topic, group, partition, fromOffset, toOffset } = this.#range
    for (let i = 0; i < batch.count; i++) {
      const origin = letterOrigin(batch.headers(i))
      if (origin.topic !== topic || origin.partition !== String(partition)) continue
      if (origin.group !== '' && origin.group !== group) continue
      const { offset, reason } = origin
      this.#readTo = Math.max(this.#readTo, offset)
      this.#firstOffset = Math.min(this.#firstOffset, offset)
      if (!(offset >= fromOffset && offset < toOffset)) continue
      this.found++
      const known = this.#reasons.get(offset)
      if (known === undefined) this.#reasons.set(offset, [reason])
      else known.push(reason)
    }
  }

  #tellLetters(offset: number, reason: string | null, reasons: readonly string[]): void {
    this.#tell({
      partition: this.#range.partition,
      what: 'dead letter',
      expected: reason ?? 'none',
      found: reasons.length === 0 ? 'none' : reasons.join(', '),
      where: `log offset ${offset}`,
    })
  }
}
