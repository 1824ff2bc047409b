import type { Books } from '../checkpoint/books.ts'
import { CheckpointError } from '../checkpoint/checkpoint.ts'
import type { DataSetName } from '../sink/data-set.ts'
import { type OpenPart, openPart } from '../sink/decode-parquet.ts'
import type { FileSystem } from '../sink/file-system.ts'
import { dataSetDirectory, type Part, utcDate } from '../sink/part.ts'
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
 * @throws CheckpointError where a part is missing or cannot be read.
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
  const part = openedPart(published, bytes)
  const times = part.timesOf('window_start')
  const { startMs, sizeMs } = question
  if (times !== null && (times.greatestMs <= startMs - sizeMs || times.leastMs >= startMs + sizeMs)) return
  const { partition, fromOffset, toOffset }: Books = JSON.parse(part.metadata['tideline.books'] ?? '{}')
  for (const row of await part.rows(COLUMNS)) {
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

const openedPart = (path: string, bytes: Buffer | null): OpenPart => {
  const verify = 'npm run verify says what else is wrong'
  if (bytes === null) throw new CheckpointError(`${path} was committed and is not there: ${verify}`)
  try {
    return openPart(bytes)
  } catch {
    throw new CheckpointError(`${path} cannot be read as Parquet: ${verify}`)
  }
}
