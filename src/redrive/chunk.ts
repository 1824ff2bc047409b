import { OffsetRanges } from '../dead-letter/offset-ranges.ts'
import type { OutgoingRecord } from '../log/record-batch.ts'
import { recordBytes } from '../log/record-bytes.ts'
import type { Judged } from './judged-letters.ts'

/** What goes into one transaction of a redrive: gathered letter by letter, in the order of their offsets. */
export class Chunk {
  readonly events: OutgoingRecord[] = []
  readonly parked: OutgoingRecord[] = []
  /** Offsets of the letters that they were. */
  readonly redrivenOffsets = new OffsetRanges()
  readonly parkedOffsets = new OffsetRanges()
  /** Of whole records, as the log counts them. */
  bytes = 0
  /** The first letter of all chunks so far that stays; null where none does. */
  firstLeft: number | null
  /** Behind the last letter of all chunks so far. */
  behind: number

  constructor({ firstLeft, behind }: Pick<Chunk, 'firstLeft' | 'behind'>) {
    this.firstLeft = firstLeft
    this.behind = behind
  }

  get records(): number {
    return this.events.length + this.parked.length
  }

  add({ letter: { offset }, verdict }: Judged): void {
    this.behind = offset + 1
    if (verdict.kind === 'passes') {
      this.events.push(verdict.record)
      this.redrivenOffsets.add(offset, offset)
    } else if (verdict.kind === 'spent') {
      this.parked.push(verdict.record)
      this.parkedOffsets.add(offset, offset)
    } else {
      this.firstLeft ??= offset
      return
    }
    this.bytes += recordBytes(verdict.record)
  }
}
