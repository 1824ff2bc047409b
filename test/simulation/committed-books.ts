import type { Checkpoint, CheckpointReference } from '../../src/checkpoint/checkpoint.ts'
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

  check({ number, startOffset }: SimPartition, { nextOffset, metadata, records }: LogTransaction): void {
    this.#tally.add('commits')
    this.#tally.add('dead letters', records.length)
    const { commitId } = JSON.parse(metadata) as CheckpointReference
    this.#commitIds.add(commitId)
    for (const { headers } of records) {
      const { partition, offset } = originOf(headers)!
      const letter = `p${partition} offset ${offset}`
      if (this.#deadLetters.has(letter)) this.#report('R1: a dead letter is written once', letter, 'a second one')
      this.#deadLetters.add(letter)
    }

    const last = this.#last.get(number) ?? { toOffset: startOffset, openPairs: 0, unpaired: 0 }
    const books = this.#booksOf(commitId)
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

  #booksOf(commitId: string) {
    const file = this.#disk.find(`${STORAGE}/.checkpoints/${commitId}.json`)
    if (file instanceof SimFile && file.isWhole) return (JSON.parse(file.content.toString()) as Checkpoint).books
    this.#report(
      'R2: the checkpoint is written before it is committed',
      `a whole .checkpoints/${commitId}.json`,
      'none',
    )
    return null
  }
}
