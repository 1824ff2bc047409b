import { from, lastValueFrom, type Observable, takeUntil, tap } from 'rxjs'
import type { DLQ_REDRIVE_FLAGS } from '../../config/dlq-flags.ts'
import type { ConfigOf } from '../../config/flag.ts'
import { Refusal } from '../../config/refusal.ts'
import { readSettled, redriveGroup } from '../../dead-letter/settled-letters.ts'
import { eachPartition, type Revoked } from '../../each-partition.ts'
import type { TopicSpec } from '../../log/event-log.ts'
import type { JudgeOptions } from '../../redrive/judge-letter.ts'
import { judgedLetters, Quota } from '../../redrive/judged-letters.ts'
import { loadTransform, TransformError } from '../../redrive/load-transform.ts'
import { paceOf } from '../../redrive/pace.ts'
import { type RedriveOptions, type RedriveReport, redrivePartition } from '../../redrive/redrive-partition.ts'
import { sourceRecord } from '../../redrive/source-record.ts'
import { type Tally, Tallying } from '../../redrive/tally.ts'
import { aborted } from '../aborted.ts'
import type { OpenTopic } from '../existing-log.ts'
import { progressBar } from '../progress.ts'
import { stopSignal } from '../stop-signal.ts'
import { askedFilter } from './asked-letters.ts'
import { ledgerTopic, parkedTopic } from './redrive-topics.ts'

type RedriveConfig = ConfigOf<typeof DLQ_REDRIVE_FLAGS>

/** What a redrive found and did; nothing was done where `dryRun`. */
export interface RedriveOutcome extends Tally {
  readonly dryRun: boolean
  readonly redriven: number
  readonly parked: number
  readonly parkedTopic: string
  /** It was stopped before it was through; it goes on from there when it is started again. */
  readonly stopped: boolean
}

/** A transaction each: at most a second's worth of records. */
const CHUNK_RECORDS = 500

/** Redrives a dead-letter topic, or tries it dry, to the end that it has now or until it is stopped. */
export const runRedrive = async (open: OpenTopic, config: RedriveConfig): Promise<RedriveOutcome> => {
  const stop = stopSignal()
  const tallying = new Tallying()
  const sent = { redriven: 0, parked: 0 }
  const letters = open.bounds.reduce((sum, { startOffset, endOffset }) => sum + endOffset - startOffset, 0)
  const bar = progressBar(letters, 'letters')
  let seen = 0
  const account = (report: RedriveReport | Revoked) => {
    if (report.kind === 'judged') {
      tallying.add(report)
      bar.at(++seen)
    } else if (report.kind === 'settled') {
      sent.redriven += report.redriven
      sent.parked += report.parked
    }
  }
  const parked = parkedTopic(config.eventsTopic)
  try {
    const report$ = await (config.dryRun ? tryDry : sendBack)(open, config, parked, stop)
    await lastValueFrom(report$.pipe(tap(account)), { defaultValue: null })
  } catch (error) {
    throw error instanceof TransformError ? new Refusal(`--transform: ${error.message}`) : error
  } finally {
    bar.end()
  }
  return { ...tallying.tally, ...sent, dryRun: config.dryRun, parkedTopic: parked.name, stopped: stop.aborted }
}

/** Joins no group and changes nothing: other redrives may be under way. */
const tryDry = async (
  open: OpenTopic,
  config: RedriveConfig,
  _parked: TopicSpec,
  stop: AbortSignal,
): Promise<Observable<RedriveReport | Revoked>> => {
  const judge = await judgeOptions(open, config, 1)
  const settled = await readSettled(open.log, open.topic, config.group)
  return from(judgedLetters(open.log, open.topic, open.bounds, settled, judge, quotaOf(config))).pipe(
    takeUntil(aborted(stop)),
  )
}

const sendBack = async (
  open: OpenTopic,
  config: RedriveConfig,
  parked: TopicSpec,
  stop: AbortSignal,
): Promise<Observable<RedriveReport | Revoked>> => {
  const { log, topic, bounds } = open
  const { partitions: parkedPartitions, ...ofParked } = await log.ensureTopic(parked)
  const ofLedger = await log.ensureTopic(ledgerTopic(topic, bounds.length))
  for (const warning of [...ofParked.warnings, ...ofLedger.warnings]) process.stderr.write(`${warning}\n`)
  const options: RedriveOptions = {
    deadLetterTopic: topic,
    parkedTopic: parked.name,
    judge: await judgeOptions(open, config, parkedPartitions),
    quota: quotaOf(config),
    pace: paceOf(config.rate),
    chunkRecords: Math.min(CHUNK_RECORDS, config.rate),
    stop,
  }
  const group = redriveGroup(config.group)
  return eachPartition(log, { topic, group, stop$: aborted(stop) }, (claim) => redrivePartition(log, claim, options))
}

const quotaOf = ({ max }: RedriveConfig): Quota => new Quota(max ?? Number.POSITIVE_INFINITY)

const judgeOptions = async (
  { log }: OpenTopic,
  config: RedriveConfig,
  parkedPartitions: number,
): Promise<JudgeOptions> => {
  const { eventsTopic, group, maxFutureMs, transform } = config
  const events = await log.bounds(eventsTopic)
  if (events === null)
    throw new Refusal(`there is no topic ${eventsTopic} in this log: is --events-topic the pipeline's?`)
  return {
    eventsTopic,
    eventsPartitions: events.length,
    group,
    isAsked: askedFilter(config, Date.now()),
    transform: transform === null ? null : await loadTransform(transform),
    maxFutureMs,
    source: (origin) => sourceRecord(log, origin),
    parkedPartitions,
    now: Date.now,
  }
}
