import { type PipelineIdentity, readIdentity } from '../checkpoint/pipeline-identity.ts'
import type { EXPLAIN_FLAGS } from '../config/command-flags.ts'
import type { ConfigOf } from '../config/flag.ts'
import { EXIT_USAGE, Refusal } from '../config/refusal.ts'
import { isWindowStart, latestStart, type Question, questionOf, windowsHolding } from '../explain/question.ts'
import type { EventLog, PartitionBounds } from '../log/event-log.ts'
import type { FileSystem } from '../sink/file-system.ts'
import { refuseMissingLog } from './existing-log.ts'
import { durationText, timeText } from './time-text.ts'

type ExplainConfig = ConfigOf<typeof EXPLAIN_FLAGS>

const MOST_LISTED = 8

/** Whose the storage folder is. @throws Refusal where it is nobody's, and where the embedded log is not there: opening would make it. */
export const askedPipeline = async (
  files: Pick<FileSystem, 'read'>,
  { storage, log }: ExplainConfig,
): Promise<PipelineIdentity> => {
  const written = await readIdentity(files)
  if (written === null)
    throw new Refusal(
      `${storage} is no pipeline's storage (it has no _pipeline.json): has the pipeline run, and with this --storage?`,
    )
  if (!isWhole(written))
    throw new Refusal(`${storage}: its _pipeline.json lacks some of what it should have: restore it`)
  refuseMissingLog(log, 'which --log does this pipeline read?')
  return written
}

const isWhole = (written: Partial<PipelineIdentity>): written is PipelineIdentity =>
  [written.log, written.topic, written.group].every((value) => typeof value === 'string') &&
  [written.partitions, written.windowSizeMs, written.windowStepMs].every((value) => Number(value) > 0)

/** @throws Refusal where no window starts at that time: it says which ones hold it. */
export const askedNumber = (
  { windowSizeMs: sizeMs, windowStepMs: stepMs }: PipelineIdentity,
  { tenant, type, startMs }: ExplainConfig,
): Question => {
  const spec = { sizeMs, stepMs }
  if (isWindowStart(startMs!, spec)) return questionOf(tenant!, type!, startMs!, spec)
  const beforeMs = latestStart(startMs!, stepMs)
  const holding = windowsHolding(startMs!, spec).map(timeText)
  const listed =
    holding.length <= MOST_LISTED ? holding.join(', ') : `${holding[0]} to ${holding.at(-1)}, ${holding.length} of them`
  throw new Refusal(
    `--window: no window starts at ${timeText(startMs!)}: one of ${durationText(sizeMs)} starts every ${durationText(stepMs)}, so the nearest ` +
      `at ${timeText(beforeMs)} and ${timeText(beforeMs + stepMs)}. Those that hold that time start at ${listed}`,
    EXIT_USAGE,
  )
}

/** The offsets that the pipeline's topic has. @throws Refusal where the log is not the one that the storage was written from. */
export const askedTopic = async (
  log: EventLog,
  { log: identity, topic, partitions }: PipelineIdentity,
  { storage }: ExplainConfig,
): Promise<readonly PartitionBounds[]> => {
  const found = await log.identity()
  if (found !== identity)
    throw new Refusal(
      `${storage} was written from the log ${identity}, and this one is ${found}: which --log does this pipeline read?`,
    )
  const bounds = await log.bounds(topic)
  if (bounds === null) throw new Refusal(`the log has no topic ${topic} any more, which ${storage} was written from`)
  if (bounds.length !== partitions)
    throw new Refusal(
      `the topic ${topic} has ${bounds.length} partitions, and ${storage} was written when it had ${partitions}`,
    )
  return bounds
}
