import { DurationMs, IntervalMs, RetentionMs, WindowMs } from './durations.ts'
import { flag, OnOff, optional, toggle, underVariable } from './flag.ts'
import { HTTP_FLAGS } from './http-flags.ts'
import { KAFKA_FLAGS } from './kafka-flags.ts'
import { LogUrl } from './log-url.ts'
import { Beginning, EventName, GroupName, KafkaDecoder, LogLevel, SourceTopicName } from './names.ts'
import { MostShare, PerSecond, Share, wholeNumber } from './numbers.ts'
import { AnyIsoTimeMs, IsoTimeMs, Path } from './paths-and-times.ts'

/** What every command that opens a log takes. */
export const LOG_FLAGS = {
  log: flag('--log <url>', LogUrl, 'lmdb:storage/log', 'the log: lmdb:PATH or kafka://HOST:PORT[,HOST:PORT]'),
  ...KAFKA_FLAGS,
}

/** What every command takes that reads a log. */
export const READING_FLAGS = {
  kafkaDecoder: flag(
    '--kafka-decoder <which>',
    KafkaDecoder,
    'batches',
    "batches; or records: Kafka is read with kafkajs' own decoder, which is slower, to rule ours out",
  ),
}

/** What every command takes that may be the first to see the topic of events. */
export const EVENTS_FLAGS = {
  ...LOG_FLAGS,
  topic: flag('--topic <name>', SourceTopicName, 'events', 'the topic of events'),
  partitions: optional(
    '--partitions <n>',
    wholeNumber(1, 10_000),
    '4, or as many as the topic has',
    'partitions to create the topic with; an existing topic must have as many',
  ),
}

export const SEED_FLAGS = {
  seed: optional('--seed <n>', wholeNumber(0, 2 ** 32 - 1), 'another one each time', 'makes the same events again'),
}

export const PRODUCE_FLAGS = {
  ...EVENTS_FLAGS,
  file: optional('--file <path>', Path, null, 'send each line of a file as it is instead; - is standard input'),
  rate: flag('--rate <n>', PerSecond, '1', 'events a second; 0: as fast as it goes, event times 1 ms apart'),
  count: optional('--count <n>', wholeNumber(0), 'until it is stopped', 'how many events'),
  tenants: flag('--tenants <n>', wholeNumber(1, 1_000_000), '3', 'how many tenants'),
  invalidShare: flag('--invalid <share>', Share, '5%', 'share of records that are no valid events'),
  lateShare: flag('--late <share>', Share, '5%', 'share of events that come 3 to 60 s after their time'),
  ...SEED_FLAGS,
  startMs: optional('--start <time>', IsoTimeMs, 'so that they end, or start, now', 'event time of the first event'),
}

const STORAGE = flag(
  '--storage <path>',
  Path,
  'storage',
  'directory of the Parquet data sets and of what recovery needs',
)
const GRACE = flag('--grace <duration>', DurationMs, '2s', 'how long a window waits for late events, in event time')
export const MAX_FUTURE = flag(
  '--max-future <duration>',
  DurationMs,
  '5m',
  'how far an event may be ahead of its record',
)

export const PIPELINE_FLAGS = {
  ...EVENTS_FLAGS,
  ...READING_FLAGS,
  group: flag('--group <name>', GroupName, 'tideline', 'the consumer group; its processes share the partitions'),
  from: flag('--from <where>', Beginning, 'earliest', 'where a new group begins: earliest or latest'),
  storage: STORAGE,
  windowSizeMs: flag('--window <duration>', WindowMs, '10s', 'how long a window is'),
  windowStepMs: flag('--step <duration>', WindowMs, '2s', 'how often a new window starts'),
  graceMs: GRACE,
  idle: flag('--idle <on|off>', OnOff, 'on', 'let time go on in a partition that has nothing more to read'),
  maxFutureMs: MAX_FUTURE,
  sessionTimeoutMs: flag('--session-timeout <duration>', DurationMs, '24h', 'how long a session may stay open'),
  maxOpenSessions: flag('--max-open-sessions <n>', wholeNumber(1), '1000000', 'open sessions a partition keeps'),
  commitIntervalMs: flag('--commit-interval <duration>', IntervalMs, '10s', 'the longest time between two commits'),
  commitRows: flag('--commit-rows <n>', wholeNumber(1), '500000', 'rows after which a commit comes earlier'),
  maxInvalidShare: flag(
    '--max-invalid <percent|off>',
    MostShare,
    '50%',
    'where more of at least 1,000 records are no events, nothing is committed and the partition waits',
  ),
  force: toggle('--force', 'make dead letters of them all the same, and say so'),
  dlqRetentionMs: flag(
    '--dlq-retention <duration>',
    RetentionMs,
    '30d',
    'how long dead letters are to be kept; of an existing topic that keeps them for less, a warning says so',
  ),
  acceptLoss: toggle(
    '--accept-loss',
    'go on where the log has removed records before they were read; else that is refused',
  ),
  resumeFromCheckpoint: toggle(
    '--resume-from-checkpoint',
    'go on from the newest checkpoint where the log lost the committed offsets; else that is refused',
  ),
  ...HTTP_FLAGS,
  workers: flag('--workers <n>', wholeNumber(1, 256), '1', 'processes that this run shares its partitions among'),
  untilEnd: toggle('--until-end', 'stop at the end of the log as it is now, closing every window'),
  json: toggle('--json', 'the summary as one line of JSON on standard output'),
  logLevel: flag('--log-level <level>', LogLevel, 'info', 'how much the log on standard error says'),
}

export const VERIFY_FLAGS = {
  ...LOG_FLAGS,
  ...READING_FLAGS,
  storage: PIPELINE_FLAGS.storage,
  maxFutureMs: flag('--max-future <duration>', DurationMs, '5m', 'the one that the pipeline ran with'),
  show: flag('--show <n>', wholeNumber(0, 100_000), '20', 'how many differences are listed; all are counted'),
  json: toggle('--json', 'what was found as one line of JSON on standard output'),
}

export const DEMO_FLAGS = {
  seconds: flag('--seconds <n>', wholeNumber(1, 86_400), '20', 'how long it produces'),
  // A demo must not write into the storage that the environment names for the pipeline.
  storage: underVariable(
    'TIDELINE_DEMO_STORAGE',
    optional('--storage <path>', Path, 'a new temporary folder', 'where the log and the Parquet go'),
  ),
  ...SEED_FLAGS,
  http: HTTP_FLAGS.http,
}

export const EXPLAIN_FLAGS = {
  tenant: optional('--tenant <name>', EventName, null, "the number's tenant"),
  type: optional('--type <name>', EventName, null, "the number's event type"),
  // TIDELINE_WINDOW is how long the pipeline's windows are.
  startMs: underVariable(
    'TIDELINE_WINDOW_START',
    optional('--window <time>', AnyIsoTimeMs, null, "the start of the number's window, such as 2026-01-31T12:00:00Z"),
  ),
  ...LOG_FLAGS,
  ...READING_FLAGS,
  storage: STORAGE,
  graceMs: GRACE,
  maxFutureMs: MAX_FUTURE,
  limit: flag('--limit <n>', wholeNumber(0, 1_000_000), '100', 'how many events a partition lists'),
  json: toggle('--json', 'the answer as one line of JSON'),
}
