import { createHash } from 'node:crypto'
import { type CheckpointFile, type CheckpointReference, checkpointPath } from '../../src/checkpoint/checkpoint.ts'
import { decodeCheckpoint } from '../../src/checkpoint/decode-checkpoint.ts'
import { originOf } from '../../src/dead-letter/headers.ts'
import type { LogTransaction } from '../../src/log/event-log.ts'
import type { SimDisk } from './sim-disk.ts'
import { SimFile } from './sim-file.ts'
import type { SimPartition } from './sim-log.ts'
import { STORAGE } from './sim-system.ts'
import type { Tally } from './tally.ts'
import type { ReportViolation } from './violation.ts'

interface LastCommit {
  readonly toOffset: number
  readonly openPairs: number
  readonly unpaired: number
}

/** Looks at each transaction at the moment when the log takes it: the books go on from those before, and balance (T8, R2). */
export class CommittedBooks {
  readonly #disk: SimDisk
  readonly #report: ReportViolation
  readonly #tally: Tally
  readonly #commitIds = new Set<string>()
  readonly #last = new Map<number, LastCommit>()
  readonly #deadLetters = new Set<string>()

  constructor(disk: SimDisk, report: ReportViolation, tally: Tally) {
    this.#disk = disk
    this.#report = report
    this.#tally = tally
  }

  has(commitId: string): boolean {
    return this.#commitIds.has(commitId)
  }

  check({ number, startOffset }: SimPartition, { nextOffset, metadata, appends }: LogTransaction): void {
    const records = appends.flatMap((append) => append.records)
    this.#tally.add('commits')
    this.#tally.add('dead letters', records.length)
    const reference = JSON.parse(metadata) as CheckpointReference
    const { commitId } = reference
    this.#commitIds.add(commitId)
    for (const { headers } of records) {
      const { partition, offset } = originOf(headers)!
      const letter = `p${partition} offset ${offset}`
      if (this.#deadLetters.has(letter)) this.#report('R1: a dead letter is written once', letter, 'a second one')
      this.#deadLetters.add(letter)
    }

    const last = this.#last.get(number) ?? { toOffset: startOffset, openPairs: 0, unpaired: 0 }
    const books = this.#booksOf(reference)
    if (books === null) return
    const going = `from offset ${last.toOffset}, ${last.openPairs} pairs open, ${last.unpaired} unpaired, to ${nextOffset}`
    const { fromOffset, toOffset, openPairsBefore, unpairedBefore } = books
    const found = `from offset ${fromOffset}, ${openPairsBefore} pairs open, ${unpairedBefore} unpaired, to ${toOffset}`
    if (found !== going)
      this.#report(`T8: the books of p${number} go on where they ended`, going, `${found} (${commitId})`)
    if (nextOffset < last.toOffset)
      this.#report(`R1: the offset of p${number} never goes back`, `${last.toOffset} or more`, `${nextOffset}`)
    const pairsIn = books.openPairsBefore + books.heldPairs
    const pairsOut = books.resultPairs + books.correctionPairs + books.openPairsAfter
    const sessionsOut = 2 * books.completedSessions + books.unmatchedSessions + books.unpairedAfter
    if (
      pairsIn !== pairsOut ||
      unpairedBefore + books.sessionEvents !== sessionsOut ||
      books.records !== books.events + books.deadLetters ||
      books.deadLetters !== records.length
    )
      this.#report('T8: the books balance', `in = out, ${records.length} dead letters`, JSON.stringify(books))
    this.#last.set(number, { toOffset: nextOffset, openPairs: books.openPairsAfter, unpaired: books.unpairedAfter })
  }

  #booksOf(reference: CheckpointReference) {
    const bytes = this.#bytesOf(reference)
    if (bytes === null) return null
    const { books, builtOn } = decodeCheckpoint(bytes, reference.commitId).head
    this.#tally.add(builtOn.length === 0 ? 'whole checkpoints' : 'checkpoints of changes')
    for (const file of builtOn) if (this.#bytesOf(file) === null) return null
    return books
  }

  #bytesOf({ commitId, sha256 }: Pick<CheckpointFile, 'commitId' | 'sha256'>): Buffer | null {
    const path = checkpointPath(commitId)
    const file = this.#disk.find(`${STORAGE}/${path}`)
    if (file instanceof SimFile && createHash('sha256').update(file.content).digest('hex') === sha256)
      return file.content
    this.#report(
      'R2: a checkpoint, and all that it is built on, is there before it is committed',
      path,
      'none, or another',
    )
    return null
  }
}
