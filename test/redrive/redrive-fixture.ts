import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { lastValueFrom, toArray } from 'rxjs'
import { afterAll, beforeAll } from 'vitest'
import { aborted } from '../../src/cli/aborted.ts'
import { readLetters } from '../../src/dead-letter/read-letters.ts'
import { settledTopic } from '../../src/dead-letter/settled-letters.ts'
import { type DeadLetterOptions, deadLetterOf } from '../../src/dead-letter/to-dead-letters.ts'
import { eachPartition, type Revoked } from '../../src/each-partition.ts'
import { openEmbeddedLog } from '../../src/log/embedded-log.ts'
import type { EventLog } from '../../src/log/event-log.ts'
import type { OutgoingRecord } from '../../src/log/record-batch.ts'
import type { JudgeOptions } from '../../src/redrive/judge-letter.ts'
import { Quota } from '../../src/redrive/judged-letters.ts'
import { type RedriveOptions, type RedriveReport, redrivePartition } from '../../src/redrive/redrive-partition.ts'
import { sourceRecord } from '../../src/redrive/source-record.ts'
import { batchOf, eventJson } from '../support/events.ts'

export const NOW_MS = Date.parse('2026-11-23T10:00:00Z')
const PARTITIONS = 4
const REDRIVE_GROUP = 'tideline-redrive'

type Changes = Partial<Omit<RedriveOptions, 'judge'>> & Partial<JudgeOptions>

/** An embedded log with the topics of a redrive, for one test; letters are in its partition 0 unless said. */
export const redriveLog = () => {
  let folder = ''
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tideline-redrive-'))
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))
  let logs = 0
  const newLog = async (): Promise<EventLog> => {
    const log = await openEmbeddedLog(join(folder, String(logs++)))
    for (const name of ['events', 'events_dlq', 'events_parked', settledTopic('events_dlq')])
      await log.ensureTopic({ name, partitions: PARTITIONS })
    return log
  }
  return { newLog, folder: () => folder }
}

/** The letter that the pipeline makes of a record that it cannot use; it is written with its own offset for an origin. */
export const letterOf = (
  value: string | Buffer | null,
  {
    headers = [],
    offset = 0,
    ...more
  }: Partial<DeadLetterOptions> & Partial<OutgoingRecord> & { offset?: number } = {},
): OutgoingRecord => {
  const options = {
    topic: 'events',
    partition: 0,
    deadLetterPartitions: 1,
    group: 'tideline',
    now: () => NOW_MS,
    ...more,
  }
  const batch = batchOf([value], { baseOffset: offset, headers, key: Buffer.from('a'), timestampMs: NOW_MS })
  return deadLetterOf(options)({ kind: 'rejected', batch, index: 0, failure: { reason: 'bad_json', errors: [] } })
    .record
}

/** A record that was refused once and would pass now, told apart by its time. */
export const passing = (second: number): OutgoingRecord => letterOf(eventJson(second * 1_000))
export const failing = (): OutgoingRecord => letterOf('{')

export const optionsFor = (log: EventLog, changes: Changes = {}): RedriveOptions => ({
  deadLetterTopic: 'events_dlq',
  parkedTopic: 'events_parked',
  quota: new Quota(Number.POSITIVE_INFINITY),
  pace: async () => {},
  chunkRecords: 3,
  stop: new AbortController().signal,
  ...changes,
  judge: {
    events: { topic: 'events', partitions: PARTITIONS, maxRecordBytes: 1_000_000 },
    group: 'tideline',
    isAsked: () => true,
    transform: null,
    maxFutureMs: 300_000,
    source: (origin) => sourceRecord(log, origin),
    parked: { partitions: 1, maxRecordBytes: 1_000_000 },
    now: () => NOW_MS,
    ...changes,
  },
})

/** A redrive to its end; what it reported. */
export const redriveAll = (log: EventLog, changes: Changes = {}): Promise<(RedriveReport | Revoked)[]> => {
  const options = optionsFor(log, changes)
  const group = { topic: 'events_dlq', group: REDRIVE_GROUP, stop$: aborted(options.stop) }
  return lastValueFrom(eachPartition(log, group, (claim) => redrivePartition(log, claim, options)).pipe(toArray()))
}

/** Values of a topic, as text. */
export const valuesIn = async (log: EventLog, topic: string): Promise<string[]> => {
  const values: string[] = []
  for await (const { value } of readLetters(log, topic, (await log.bounds(topic))!)) values.push(String(value))
  return values
}

/** The seconds of the events that were sent back. */
export const secondsIn = async (log: EventLog): Promise<number[]> =>
  (await valuesIn(log, 'events')).map((value) => JSON.parse(value).timestamp)

export const committedOffset = async (log: EventLog): Promise<number | null> =>
  (await log.committed('events_dlq', REDRIVE_GROUP))[0]?.offset ?? null
