import type { EventLog } from '../log/event-log.ts'
import type { RecordBatch } from '../log/record-batch.ts'
import type { LetterLedger } from './letter-ledger.ts'
import { LogCursor } from './log-cursor.ts'
import { plainEvent } from './plain-event.ts'
import type { SessionLedger } from './session-ledger.ts'
import type { WindowLedger } from './window-ledger.ts'

export interface RecountSource {
  readonly log: Pick<EventLog, 'read'>
  readonly topic: string
  readonly partition: number
  readonly fromOffset: number
  readonly toOffset: number
  readonly maxFutureMs: number
  readonly windows: WindowLedger
  readonly sessions: SessionLedger
  readonly letters: LetterLedger
  /** How many records have been read. */
  readonly onRecords: (records: number) => void
}

/** What a range of the log was found to hold. */
export interface Counted {
  readonly records: number
  readonly events: number
  readonly deadLetters: number
  readonly pairs: number
  readonly sessionEvents: number
}

/** Reads a partition's records again, in steps of the caller's length, and puts what they say into the ledgers. */
export class Recount {
  readonly #source: RecountSource
  readonly #cursor: LogCursor
  #records = 0
  #events = 0
  /** Of the first record; null before it. */
  firstTimestampMs: number | null = null

  constructor(source: RecountSource) {
    const { log, topic, partition, fromOffset, toOffset } = source
    this.#source = source
    this.#cursor = new LogCursor(log, topic, partition, fromOffset, toOffset)
  }

  get counted(): Counted {
    const [records, events] = [this.#records, this.#events]
    const { windows, sessions } = this.#source
    return { records, events, deadLetters: records - events, pairs: windows.pairs, sessionEvents: sessions.events }
  }

  /** Everything below this offset. */
  async advanceTo(offset: number): Promise<void> {
    await this.#cursor.advanceTo(
      offset,
      (batch, i) => this.#read(batch, i),
      async (lastOffset) => {
        this.#source.onRecords(this.#records)
        await this.#source.letters.readTo(lastOffset)
      },
    )
  }

  async close(): Promise<void> {
    await this.#cursor.close()
    this.#source.onRecords(this.#records)
  }

  #read(batch: RecordBatch, i: number): void {
    const { windows, sessions, letters, maxFutureMs } = this.#source
    const [offset, timestampMs] = [batch.offset(i), batch.timestampMs(i)]
    this.firstTimestampMs ??= timestampMs
    this.#records++
    const event = letters.isCondemned(offset) ? 'crash_suspect' : plainEvent(batch.value(i), timestampMs, maxFutureMs)
    letters.settle(offset, typeof event === 'string' ? event : null)
    if (typeof event === 'string') return
    this.#events++
    windows.addEvent(event.tenant, event.type, event.timeMs, offset)
    sessions.addEvent(event.type, event.tenant, event.sessionId, event.timeMs, offset)
  }
}
