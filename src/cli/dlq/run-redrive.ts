import { filter, from, lastValueFrom, type Observable, tap } from 'rxjs'
import type { DLQ_REDRIVE_FLAGS } from '../../config/dlq-flags.ts'
import type { ConfigOf } from '../../config/flag.ts'
import { Refusal } from '../../config/refusal.ts'
import { readSettled, redriveGroup, settledTopic } from '../../dead-letter/settled-letters.ts'
import { eachPartition, type Revoked } from '../../each-partition.ts'
import type { JudgeOptions } from '../../redrive/judge-letter.ts'
import { judgedLetters, Quota } from '../../redrive/judged-letters.ts'
import { loadTransform, TransformError } from '../../redrive/load-transform.ts'
import { paceOf } from '../../redrive/pace.ts'
import { type RedriveOptions, type RedriveReport, redrivePartition } from '../../redrive/redrive-partition.ts'
import { RunTally } from '../../redrive/run-tally.ts'
import { sourceRecord } from '../../redrive/source-record.ts'
import type { Tally } from '../../redrive/tally.ts'
import { aborted } from '../aborted.ts'
import type { OpenTopic } from '../existing-log.ts'
import { progressBar } from '../progress.ts'
import { stopSignal } from '../stop-signal.ts'
import { askedFilter } from './asked-letters.ts'
import { ledgerTopic, parkedTopic, parkedTopicName } from './redrive-topics.ts'

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
  const tally = new RunTally()
  const letters = open.bounds.reduce((sum, { startOffset, endOffset }) => sum + endOffset - startOffset, 0)
  const bar = progressBar(letters, 'letters')
  let seen = 0
  const account = (report: RedriveReport | Revoked) => {
    tally.account(report)
    if (report.kind === 'judged') bar.at(++seen)
  }
  try {
    // Before anything is made: what is wrong with the flags shows here.
    const judge = await judgeOptions(open, config)
    const report$ = config.dryRun ? await tryDry(open, config, judge, stop) : await sendBack(open, config, judge, stop)
    await lastValueFrom(report$.pipe(tap(account)), { defaultValue: null })
  } catch (error) {
    throw error instanceof TransformError ? new Refusal(`--transform: ${error.message}`) : error
  } finally {
    bar.end()
  }
  const { redriven, parked } = tally
  const parkedTopic = parkedTopicName(config.eventsTopic)
  return { ...tally.tally, redriven, parked, dryRun: config.dryRun, parkedTopic, stopped: stop.aborted }
}

/** Joins no group and changes nothing: other redrives may be under way. */
const tryDry = async (
  { log, topic, bounds }: OpenTopic,
  config: RedriveConfig,
  judge: JudgeOptions,
  stop: AbortSignal,
): Promise<Observable<RedriveReport>> => {
  const settled = await readSettled(log, topic, config.group)
  const judged = judgedLetters(log, topic, bounds, settled, judge, quotaOf(config), stop)
  return from(judged).pipe(filter((item) => item.kind === 'judged'))
}

const sendBack = async (
  { log, topic, bounds }: OpenTopic,
  config: RedriveConfig,
  judge: JudgeOptions,
  stop: AbortSignal,
): Promise<Observable<RedriveReport | Revoked>> => {
  const parked = parkedTopic(config.eventsTopic)
  const ofParked = await log.ensureTopic(parked)
  const ofLedger = await log.ensureTopic(ledgerTopic(topic, bounds.length, await log.bounds(settledTopic(topic))))
  for (const warning of [...ofParked.warnings, ...ofLedger.warnings]) process.stderr.write(`${warning}\n`)
  const options: RedriveOptions = {
    deadLetterTopic: topic,
    parkedTopic: parked.name,
    judge: { ...judge, parked: topic === parked.name ? null : ofParked },
    quota: quotaOf(config),
    pace: paceOf(config.rate),
    chunkRecords: Math.min(CHUNK_RECORDS, config.rate),
    stop,
  }
  const group = redriveGroup(config.group)
  return eachPartition(log, { topic, group, stop$: aborted(stop) }, (claim) => redrivePartition(log, claim, options))
}

const quotaOf = ({ max }: RedriveConfig): Quota => new Quota(max ?? Number.POSITIVE_INFINITY)

/** As for a dry run, which parks what has been spent, wherever the parked letters go, unless it is of those. */
const judgeOptions = async ({ log, topic }: OpenTopic, config: RedriveConfig): Promise<JudgeOptions> => {
  const { eventsTopic, group, maxFutureMs, transform } = config
  if ((await log.bounds(eventsTopic)) === null)
    throw new Refusal(`there is no topic ${eventsTopic} in this log: is --events-topic the pipeline's?`)
  const events = await log.ensureTopic({ name: eventsTopic, partitions: null })
  return {
    events: { topic: eventsTopic, ...events },
    group,
    isAsked: askedFilter(config, Date.now()),
    transform: transform === null ? null : await loadTransform(transform),
    maxFutureMs,
    source: (origin) => sourceRecord(log, origin),
    parked: topic === parkedTopicName(eventsTopic) ? null : events,
    now: Date.now,
  }
}
