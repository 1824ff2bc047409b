import type { EventLog } from '../log/event-log.ts'
import type { RecordBatch } from '../log/record-batch.ts'

export type VisitRecord = (batch: RecordBatch, i: number) => void

/** Reads a range of one partition once, in steps of the caller's length. Holds one batch. */
export class LogCursor {
  readonly #batches: AsyncIterator<{ readonly batch: RecordBatch }>
  #batch: RecordBatch | null = null
  #next = 0

  constructor(log: Pick<EventLog, 'read'>, topic: string, partition: number, startOffset: number, endOffset: number) {
    this.#batches = log.read(topic, [{ partition, startOffset, endOffset }])[Symbol.asyncIterator]()
  }

  /** Visits the records below an offset, from where it stopped last. `before` is told the last offset of what is visited next. */
  async advanceTo(toOffset: number, visit: VisitRecord, before: (offset: number) => Promise<void>): Promise<void> {
    for (;;) {
      if (this.#batch === null && !(await this.#pull())) return
      const batch = this.#batch!
      if (this.#next < batch.count && batch.offset(this.#next) >= toOffset) return
      if (this.#next < batch.count) await before(Math.min(batch.offset(batch.count - 1), toOffset - 1))
      for (; this.#next < batch.count; this.#next++) {
        if (batch.offset(this.#next) >= toOffset) return
        visit(batch, this.#next)
      }
      this.#batch = null
    }
  }

  async #pull(): Promise<boolean> {
    const { done, value } = await this.#batches.next()
    if (done) return false
    this.#batch = value.batch
    this.#next = 0
    return true
  }

  async close(): Promise<void> {
    await this.#batches.return?.()
  }
}
