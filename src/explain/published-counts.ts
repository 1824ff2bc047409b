import type { Books } from '../checkpoint/books.ts'
import { CheckpointError } from '../checkpoint/checkpoint.ts'
import type { DataSetName } from '../sink/data-set.ts'
import { openPart, type ParquetRow } from '../sink/decode-parquet.ts'
import type { FileSystem } from '../sink/file-system.ts'
import { dataSetDirectory, type Part, utcDate } from '../sink/part.ts'
import { isBooks } from '../verify/read-part.ts'
import type { CommittedPartition } from './committed-partition.ts'
import { overlaps, type Question } from './question.ts'

/** A row of the tenant and type, and the offsets [fromOffset, toOffset) of the commit that wrote it. */
export interface PublishedCount {
  readonly dataSet: 'rolling_window_results' | 'late_window_corrections'
  readonly partition: number
  readonly windowMs: number
  readonly occurrences: number
  readonly complete: boolean
  /** Its path within the storage folder. */
  readonly part: string
  readonly fromOffset: number
  readonly toOffset: number
}

const DATA_SETS = ['rolling_window_results', 'late_window_corrections'] as const
const COLUMNS = ['tenant', 'event_type', 'occurrences', 'window_start', 'complete']
const DAY_MS = 86_400_000

/**
 * What the Parquet parts say of the tenant and type, in the window asked about and in those that share time with it. Parts of commits that
 * came after `committed` was read are left out, so that all of the answer is of one moment. One part is in memory at a time.
 * @throws CheckpointError where a part is missing, or its rows or books are damaged.
 */
export async function* publishedCounts(
  files: Pick<FileSystem, 'list' | 'read'>,
  committed: readonly (CommittedPartition | null)[],
  question: Question,
): AsyncGenerator<PublishedCount> {
  for (const dataSet of DATA_SETS)
    for (const date of await datesOf(files, dataSet, question)) {
      const directory = `${dataSetDirectory(dataSet)}/${date}`
      for (const part of await partsOf(files, directory, committed)) yield* countsIn(files, dataSet, part, question)
    }
}

/** Of the directories that there are, those that may hold a window that shares time with the one asked about. */
const datesOf = async (
  files: Pick<FileSystem, 'list'>,
  dataSet: DataSetName,
  { startMs, sizeMs }: Question,
): Promise<readonly string[]> => {
  const directories = await files.list(dataSetDirectory(dataSet))
  const dates = new Set<string>()
  for (let ms = startMs - sizeMs; ms < startMs + sizeMs + DAY_MS; ms += DAY_MS) dates.add(`date=${utcDate(ms)}`)
  return directories.filter((name) => dates.has(name)).sort()
}

interface FoundPart {
  readonly published: string
  /** Where its bytes still lie if its commit was not published yet. */
  readonly staged: string | null
}

const partsOf = async (
  files: Pick<FileSystem, 'list'>,
  directory: string,
  committed: readonly (CommittedPartition | null)[],
): Promise<readonly FoundPart[]> => {
  const listed = (await files.list(directory))
    .filter((name) => isCommitted(name, committed))
    .map((name) => ({ published: `${directory}/${name}`, staged: null }))
  const known = new Set(listed.map(({ published }) => published))
  const ofLastCommits: readonly Part[] = committed.flatMap((partition) => partition?.parts ?? [])
  const unpublished = ofLastCommits.filter(
    ({ published }) => published.startsWith(`${directory}/`) && !known.has(published),
  )
  return [...listed, ...unpublished].sort((one, other) => (one.published < other.published ? -1 : 1))
}

/** `p3-000017-8f3a0c1d.parquet`: the 17th commit of partition 3. */
const isCommitted = (name: string, committed: readonly (CommittedPartition | null)[]): boolean => {
  const [, partition, sequence] = /^p(\d+)-(\d+)-\w+\.parquet$/.exec(name) ?? []
  return Number(sequence) <= (committed[Number(partition)]?.sequence ?? 0)
}

async function* countsIn(
  files: Pick<FileSystem, 'read'>,
  dataSet: PublishedCount['dataSet'],
  { published, staged }: FoundPart,
  question: Question,
): AsyncGenerator<PublishedCount> {
  const bytes =
    (await files.read(published)) ??
    (staged === null ? null : await files.read(staged)) ??
    // Published between the two.
    (await files.read(published))
  if (bytes === null) throw new CheckpointError(`${published} was committed and is not there: ${SEE_VERIFY}`)
  const { books, rows } = await readNear(bytes, question).catch((error: Error) => {
    throw new CheckpointError(`${published} cannot be read as a part (${error.message}): ${SEE_VERIFY}`)
  })
  const { partition, fromOffset, toOffset } = books
  for (const row of rows) {
    const windowMs = Number(row.window_start)
    if (row.tenant !== question.tenant || row.event_type !== question.type || !overlaps(windowMs, question)) continue
    const { occurrences, complete } = row
    yield {
      dataSet,
      partition,
      windowMs,
      occurrences: Number(occurrences),
      complete: complete === true,
      part: published,
      fromOffset,
      toOffset,
    }
  }
}

const SEE_VERIFY = 'npm run verify says what else is wrong'

/** The books of a part, and its rows where some may share time with the window asked about. Rejects where any of it is damaged. */
const readNear = async (
  bytes: Buffer,
  { startMs, sizeMs }: Question,
): Promise<{ readonly books: Books; readonly rows: readonly ParquetRow[] }> => {
  const part = openPart(bytes)
  const books: unknown = JSON.parse(part.metadata['tideline.books'] ?? 'null')
  if (!isBooks(books)) throw new Error('without its books')
  const times = part.timesOf('window_start')
  const isFar = times !== null && (times.greatestMs <= startMs - sizeMs || times.leastMs >= startMs + sizeMs)
  return { books, rows: isFar ? [] : await part.rows(COLUMNS) }
}
