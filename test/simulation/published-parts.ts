import type { Books } from '../../src/checkpoint/books.ts'
import { DATA_SET_NAMES } from '../../src/sink/data-set.ts'
import { keyValuesOf } from '../support/read-parquet.ts'
import type { CommittedBooks } from './committed-books.ts'
import type { SimDisk } from './sim-disk.ts'
import type { SimFile } from './sim-file.ts'
import { STORAGE } from './sim-system.ts'
import type { Tally } from './tally.ts'
import type { ReportViolation } from './violation.ts'

interface SeenPart {
  readonly path: string
  readonly dataSet: string
  readonly commitId: string
  readonly bytes: Buffer
  readonly books: Books
  isThere: boolean
}

/**
 * Looks at the published names as a reader would, after every step in which a name came or went.
 *
 * A part is whole from the first moment on, never changes, says nothing that another part says too, and is committed (R1, R2). Only a
 * power loss may take it away, and then it has to come back.
 */
export class PublishedParts {
  readonly #disk: SimDisk
  readonly #committed: CommittedBooks
  readonly #report: ReportViolation
  readonly #tally: Tally
  readonly #idle: boolean
  readonly #seen = new Map<string, SeenPart>()
  #version = -1

  /** @param idle commits without records may be more than one at the same offset (T9) */
  constructor(disk: SimDisk, committed: CommittedBooks, report: ReportViolation, tally: Tally, idle: boolean) {
    this.#disk = disk
    this.#committed = committed
    this.#report = report
    this.#tally = tally
    this.#idle = idle
  }

  check(isAfterPowerLoss: boolean): void {
    if (this.#version === this.#disk.version) return
    this.#version = this.#disk.version
    const visible = this.#visible()
    for (const [path, file] of visible) {
      const seen = this.#seen.get(path)
      if (seen === undefined) this.#meet(path, file)
      else this.#meetAgain(seen, file)
    }
    for (const part of this.#seen.values()) {
      if (!part.isThere || visible.has(part.path)) continue
      part.isThere = false
      if (!isAfterPowerLoss) this.#report('R1: a published part is never removed', part.path, 'it is gone')
    }
  }

  /** Nothing will come back any more. */
  checkAllThere(): void {
    for (const { path, isThere } of this.#seen.values())
      if (!isThere) this.#report('R1: a published part that a power loss took comes back', path, 'it did not')
  }

  /** Each part's bytes by its path. */
  get parts(): ReadonlyMap<string, Buffer> {
    return new Map([...this.#visible()].map(([path, { content }]) => [path, content]))
  }

  #visible(): Map<string, SimFile> {
    const visible = new Map<string, SimFile>()
    for (const name of DATA_SET_NAMES)
      for (const [path, file] of this.#disk.filesBelow(`${STORAGE}/${name}.parquet`))
        visible.set(`${name}.parquet/${path}`, file)
    return visible
  }

  #meetAgain(seen: SeenPart, file: SimFile): void {
    if (!seen.isThere) {
      seen.isThere = true
      this.#tally.add('parts lost and found again')
    }
    if (seen.bytes !== file.content && !seen.bytes.equals(file.content))
      this.#report('R1: a published part never changes', `${seen.path} of ${seen.bytes.length} bytes`, shownSize(file))
  }

  #meet(path: string, file: SimFile): void {
    if (!file.isWhole) {
      const whole = `${file.intended?.length ?? 0} bytes`
      this.#report('R1: nobody sees a torn part', `${path} with the ${whole} of its encoding`, shownSize(file))
      return
    }
    const [dataSet = '', , name = ''] = path.split('/')
    const books: Books = JSON.parse(keyValuesOf(file.content)['tideline.books']!)
    const part: SeenPart = { path, dataSet, commitId: name.split('.')[0]!, bytes: file.content, books, isThere: true }
    const range = rangeOf(part)
    if (!this.#committed.has(part.commitId))
      this.#report('R2: what is not committed is not published', `${path} (${range}) later`, 'it is there')
    for (const other of this.#seen.values())
      if (saysTheSame(part, other, this.#idle))
        this.#report(
          'R1: no two parts hold the same rows',
          `only ${other.path} (${rangeOf(other)})`,
          `${path} (${range})`,
        )
    this.#seen.set(path, part)
    this.#tally.add('parts')
  }
}

const shownSize = ({ content }: SimFile): string =>
  `${content.length} bytes${content.length > 0 && content.every((byte) => byte === 0) ? ', all 0' : ''}`

const rangeOf = ({ books: { partition, fromOffset, toOffset } }: SeenPart): string =>
  `offsets ${fromOffset} to ${toOffset} of p${partition}`

/** Parts of one commit have different dates. Two commits of no records at all are the same end (T10), or idle time went on (T9). */
const saysTheSame = (a: SeenPart, b: SeenPart, idle: boolean): boolean => {
  if (a.dataSet !== b.dataSet || a.commitId === b.commitId || a.books.partition !== b.books.partition) return false
  const [{ fromOffset, toOffset }, other] = [a.books, b.books]
  const isSame = fromOffset === other.fromOffset && toOffset === other.toOffset
  const isEmpty = fromOffset === toOffset
  return (isSame && !(isEmpty && idle)) || (fromOffset < other.toOffset && other.fromOffset < toOffset)
}
