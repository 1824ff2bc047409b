import type { EventLog, PartitionBounds } from '../log/event-log.ts'
import { partitionOf } from '../log/partition-of.ts'
import type { FileSystem } from '../sink/file-system.ts'
import { type CommittedPartition, committedPartitions } from './committed-partition.ts'
import type { Findings } from './findings.ts'
import { LogScan } from './log-scan.ts'
import { type NearMiss, nearMiss } from './near-miss.ts'
import { type PartitionAnswer, partitionAnswer, scanNeeds } from './partition-answer.ts'
import { type PublishedCount, publishedCounts } from './published-counts.ts'
import type { Question } from './question.ts'

export interface ExplainSettings {
  readonly topic: string
  readonly group: string
  readonly graceMs: number
  readonly maxFutureMs: number
  /** How many events a partition's answer lists, at most. */
  readonly limit: number
}

export interface Explanation {
  readonly question: Question
  /** Where the tenant's key belongs (E6). */
  readonly keyPartition: number
  /** The partitions that have something of the number; where none has, that of the tenant's key. */
  readonly partitions: readonly PartitionAnswer[]
  /** What there is near to a number of nothing; null where there is something. */
  readonly nearMiss: NearMiss | null
}

/** Told how much of the log is read. */
export type TellProgress = (records: number) => { at(done: number): void; end(): void }

interface Sources {
  readonly log: Pick<EventLog, 'committed' | 'read'>
  readonly files: Pick<FileSystem, 'list' | 'read'>
  /** One entry a partition, in their order. */
  readonly bounds: readonly PartitionBounds[]
}

/**
 * Finds out where a number comes from: the storage says what was counted, the log says by which records.
 *
 * Reads the partition of the tenant's key (E6) and those where the storage has something of the number, since a producer may key its records
 * otherwise; all partitions where that finds nothing. Each is read once, up to what the group has committed, and as many events are kept as
 * are to be listed.
 */
export const explainNumber = async (
  { log, files, bounds }: Sources,
  question: Question,
  settings: ExplainSettings,
  tellProgress: TellProgress,
): Promise<Explanation> => {
  const committed = await committedPartitions({ ...settings, log, fileSystem: files }, bounds.length, question)
  const published: PublishedCount[] = []
  for await (const count of publishedCounts(files, committed, question)) published.push(count)

  const findings = bounds.map(
    (kept, partition): Findings => ({
      partition,
      committed: committed[partition] ?? null,
      published: published.filter((count) => count.partition === partition),
      kept,
      question,
      graceMs: settings.graceMs,
    }),
  )
  const keyPartition = partitionOf(Buffer.from(question.tenant), bounds.length)
  const isLikely = (found: Findings) => found.partition === keyPartition || hasSomething(found)
  const read = (some: readonly Findings[]) => scanAll(log, some, settings, tellProgress)

  const scans = await read(findings.filter(isLikely))
  let answers = scans.map(({ found, scan }) => partitionAnswer(found, scan)).filter(isAnswer)
  if (answers.length === 0) {
    scans.push(...(await read(findings.filter((found) => !isLikely(found)))))
    answers = scans.map(({ found, scan }) => partitionAnswer(found, scan)).filter(isAnswer)
  }
  const isNothing = answers.length === 0
  const ofKey = scans.find(({ found }) => found.partition === keyPartition)!
  return {
    question,
    keyPartition,
    partitions: isNothing ? [partitionAnswer(ofKey.found, ofKey.scan)] : answers,
    nearMiss: isNothing
      ? nearMiss(
          scans.map(({ scan }) => scan),
          question,
        )
      : null,
  }
}

const hasSomething = ({ committed, published, question }: Findings): boolean =>
  published.some(({ windowMs }) => windowMs === question.startMs) || (committed?.openCount ?? 0) > 0

const isAnswer = ({ counted, late, events, notListed }: PartitionAnswer): boolean =>
  counted + late + events.length + notListed > 0

interface Scanned {
  readonly found: Findings
  readonly scan: LogScan
}

const scanAll = async (
  log: Pick<EventLog, 'read'>,
  findings: readonly Findings[],
  settings: ExplainSettings,
  tellProgress: TellProgress,
): Promise<Scanned[]> => {
  const scans = new Map(
    findings.map((found) => {
      const scan = new LogScan({ ...settings, ...scanNeeds(found), question: found.question })
      return [found.partition, { found, scan }]
    }),
  )
  const ranges = findings.flatMap(({ committed, kept }) =>
    committed === null ? [] : [processedRange(committed, kept)],
  )
  const progress = tellProgress(ranges.reduce((sum, { startOffset, endOffset }) => sum + endOffset - startOffset, 0))
  let done = 0
  try {
    for await (const { partition, batch } of log.read(settings.topic, ranges)) {
      const { scan } = scans.get(partition)!
      for (let i = 0; i < batch.count; i++) scan.add(batch.offset(i), batch.timestampMs(i), batch.value(i))
      done += batch.count
      progress.at(done)
    }
  } finally {
    progress.end()
  }
  return [...scans.values()]
}

/** What the group has processed of what the log still keeps. */
const processedRange = (
  { partition, beganAtOffset, nextOffset }: CommittedPartition,
  kept: Findings['kept'],
): PartitionBounds => {
  const startOffset = Math.max(kept.startOffset, beganAtOffset)
  return { partition, startOffset, endOffset: Math.max(startOffset, nextOffset) }
}
