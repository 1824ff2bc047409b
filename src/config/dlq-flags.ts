import { LOG_FLAGS, MAX_FUTURE, PIPELINE_FLAGS, READING_FLAGS } from './command-flags.ts'
import { flag, operand, optional, toggle, underVariable } from './flag.ts'
import { ErrorPath, Reasons } from './letter-names.ts'
import { EventName, GroupName, SourceTopicName, TopicName } from './names.ts'
import { wholeNumber } from './numbers.ts'
import { Path } from './paths-and-times.ts'
import { Place } from './place.ts'
import { Since } from './since.ts'

/** Which dead letters a command is about. Their variables are their own: `TIDELINE_PATH` would be set for something else. */
export const LETTER_FILTER_FLAGS = {
  reasons: underVariable(
    'TIDELINE_DLQ_REASON',
    optional('--reason <list>', Reasons, 'any', 'only letters with this reason, or one of these, commas between'),
  ),
  tenant: underVariable(
    'TIDELINE_DLQ_TENANT',
    optional('--tenant <name>', EventName, 'any', "only this tenant's letters, as far as it could be read"),
  ),
  path: underVariable(
    'TIDELINE_DLQ_PATH',
    optional('--path <path>', ErrorPath, 'any', "only letters in which this field is wrong, such as '$.timestamp'"),
  ),
  since: underVariable(
    'TIDELINE_DLQ_SINCE',
    optional(
      '--since <time>',
      Since,
      'the beginning',
      'only letters written since then: an ISO time, or 2h for two hours ago',
    ),
  ),
  max: underVariable(
    'TIDELINE_DLQ_MAX',
    optional('--max <n>', wholeNumber(1), 'all', 'at most so many of the letters that are meant'),
  ),
}

/** What every command takes that reads dead letters. */
export const DEAD_LETTER_FLAGS = {
  ...LOG_FLAGS,
  ...READING_FLAGS,
  // TIDELINE_TOPIC names the topic of events for the other commands.
  topic: underVariable(
    'TIDELINE_DLQ_TOPIC',
    flag('--topic <name>', TopicName, 'events_dlq', 'the topic of dead letters'),
  ),
}

const ANY_GROUP = optional('--group <name>', GroupName, 'all', "only this consumer group's letters")

export const DLQ_LS_FLAGS = {
  ...DEAD_LETTER_FLAGS,
  group: ANY_GROUP,
  ...LETTER_FILTER_FLAGS,
  json: toggle('--json', 'one JSON object a line'),
}

const EVENTS_TOPIC = underVariable(
  'TIDELINE_TOPIC',
  flag('--events-topic <name>', SourceTopicName, 'events', 'the topic of events'),
)

export const DLQ_SHOW_FLAGS = {
  place: operand(
    'PARTITION:OFFSET',
    Place,
    'where the letter lies in the topic of dead letters, as ls and stats show it',
  ),
  ...DEAD_LETTER_FLAGS,
  source: underVariable(
    'TIDELINE_DLQ_SOURCE',
    toggle('--source', 'the place is one of the topic of events: shows the record there, dead letter or not'),
  ),
  eventsTopic: EVENTS_TOPIC,
  maxFutureMs: MAX_FUTURE,
  raw: underVariable('TIDELINE_DLQ_RAW', toggle('--raw', "the value's bytes and nothing else, on standard output")),
}

export const DLQ_STATS_FLAGS = {
  ...DEAD_LETTER_FLAGS,
  group: ANY_GROUP,
  ...LETTER_FILTER_FLAGS,
  json: toggle('--json', 'the numbers as one line of JSON'),
}

/** Where people type numbers that are meant to be gentle, 0 for `as fast as it goes` would be a trap. */
const LettersPerSecond = wholeNumber(1, 1_000_000)

export const DLQ_REDRIVE_FLAGS = {
  ...DEAD_LETTER_FLAGS,
  eventsTopic: EVENTS_TOPIC,
  group: flag(
    '--group <name>',
    GroupName,
    PIPELINE_FLAGS.group.byDefault!,
    "the pipeline's consumer group, whose letters they are",
  ),
  ...LETTER_FILTER_FLAGS,
  transform: underVariable(
    'TIDELINE_DLQ_TRANSFORM',
    optional(
      '--transform <file>',
      Path,
      'none',
      'a module whose default export mends a value: (Buffer) => Buffer, or null to leave it',
    ),
  ),
  rate: underVariable(
    'TIDELINE_DLQ_RATE',
    flag('--rate <n>', LettersPerSecond, '1000', 'records a second that are sent back'),
  ),
  maxFutureMs: MAX_FUTURE,
  dryRun: underVariable(
    'TIDELINE_DLQ_DRY_RUN',
    toggle('--dry-run', 'only says what would pass now, and what would not and why; sends nothing'),
  ),
  json: toggle('--json', 'what was found and done as one line of JSON'),
}
