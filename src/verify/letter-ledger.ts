import type { EventLog, PartitionBounds } from '../log/event-log.ts'
import type { RecordBatch } from '../log/record-batch.ts'
import type { Tell } from './difference.ts'
import { type LetterOrigin, letterOrigin } from './letter-origin.ts'

/** The records whose dead letters are looked for: offsets [fromOffset, toOffset) of one partition. */
export interface LetterRange {
  readonly topic: string
  readonly group: string
  readonly partition: number
  readonly fromOffset: number
  readonly toOffset: number
  readonly deadLetterTopic: string
}

/** The reasons that the letters of one record give. */
interface Letters {
  readonly ours: string[]
  /** Of letters that name no group: from before 0.2, and any group's. */
  readonly anyones: Set<string>
}

/**
 * Weighs the records that are no events against their dead letters: each has exactly one, with its reason, and no event has any (E4).
 * Letters that name no group stand in where the group has none, and are never one too many: another group may have written them.
 *
 * Letters come in the order of their records, so both are read side by side: memory holds one batch of letters, and what is wrong.
 */
export class LetterLedger {
  readonly #range: LetterRange
  readonly #tell: Tell
  /** The topic has lost its beginning, so letters may have been there. */
  readonly #isCut: boolean
  readonly #batches: AsyncIterator<{ readonly batch: RecordBatch }> | null
  readonly #letters = new Map<number, Letters>()
  /** Records that no letter of ours was found of yet, with what it has to say. */
  readonly #missing = new Map<number, string>()
  /** Those of them that another's letter stands in for, unless ours comes. */
  readonly #stoodIn = new Set<number>()
  /** Every record below has been settled. */
  #settledTo = 0
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
    return this.#reasonsOf(offset, 'crash_suspect').includes('crash_suspect')
  }

  /** The record at this offset has to have a letter with this reason; null: none. Records come in their order. */
  settle(offset: number, reason: string | null): void {
    const reasons = this.#reasonsOf(offset, reason)
    const isOurs = (this.#letters.get(offset)?.ours.length ?? 0) > 0
    this.#letters.delete(offset)
    this.#settledTo = offset + 1
    const isRight = isOne(reasons, reason)
    if (reason !== null && !isOurs && (isRight || reasons.length === 0)) {
      this.#missing.set(offset, reason)
      if (isRight) this.#stoodIn.add(offset)
    } else if (!isRight) this.#tellLetters(offset, reason, reasons)
  }

  /** Reads the rest, tells what has no partner; returns how many letters may have been there before the topic lost its beginning. */
  async close(): Promise<number> {
    await this.readTo(Number.POSITIVE_INFINITY)
    let unknown = 0
    for (const [offset, reason] of this.#missing) {
      const reasons = this.#reasonsOf(offset, reason)
      this.#letters.delete(offset)
      if (reasons.length === 0 && this.#stoodIn.has(offset)) continue
      if (reasons.length === 0 && this.#isCut && offset < this.#firstOffset) unknown++
      else if (!isOne(reasons, reason)) this.#tellLetters(offset, reason, reasons)
    }
    // Behind the letter that settled the record, or of no record that was read.
    for (const offset of this.#letters.keys())
      this.#tellLetters(
        offset,
        null,
        this.#reasonsOf(offset, null).map((reason) => `${reason} again`),
      )
    return unknown
  }

  #addBatch(batch: RecordBatch): void {
    const { fromOffset } = this.#range
    for (let i = 0; i < batch.count; i++) {
      const origin = letterOrigin(batch.headers(i))
      if (!this.#mayBeOurs(origin)) continue
      this.#readTo = Math.max(this.#readTo, origin.offset)
      this.#firstOffset = Math.min(this.#firstOffset, origin.offset)
      if (origin.offset >= fromOffset) this.#add(origin)
    }
  }

  /** What it is not moves nothing: an offset of somebody else's would have us stop before our own letters, or miss those that are lost. */
  #mayBeOurs(origin: LetterOrigin): boolean {
    const { topic, group, partition, toOffset } = this.#range
    if (origin.topic !== topic || origin.partition !== String(partition)) return false
    if (origin.group === '' ? origin.reason === '' : origin.group !== group) return false // Connect's own have neither
    return origin.offset < toOffset // never of NaN
  }

  #add({ offset, reason, group }: LetterOrigin): void {
    if (group === '' && offset < this.#settledTo && !this.#missing.has(offset)) return
    const letters: Letters = this.#letters.get(offset) ?? { ours: [], anyones: new Set() }
    if (group === '') letters.anyones.add(reason)
    else letters.ours.push(reason)
    this.#letters.set(offset, letters)
  }

  #reasonsOf(offset: number, expected: string | null): readonly string[] {
    const { ours = [], anyones = new Set<string>() } = this.#letters.get(offset) ?? {}
    if (ours.length > 0) return ours
    return expected !== null && anyones.has(expected) ? [expected] : [...anyones]
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

const isOne = (reasons: readonly string[], expected: string | null): boolean =>
  expected === null ? reasons.length === 0 : reasons.length === 1 && reasons[0] === expected
