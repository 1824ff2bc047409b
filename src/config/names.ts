import * as t from 'io-ts'
import { textCodec } from './text-codec.ts'

/** Added to a topic's name for the topic of its dead letters. */
export const DEAD_LETTER_SUFFIX = '_dlq'

const LONGEST = 249
/** Of the topic that says which dead letters are settled. */
const LONGEST_SUFFIX = `${DEAD_LETTER_SUFFIX}_settled`
const CHARACTERS = 'of a-z, A-Z, 0-9, ".", "_" and "-", not "." or ".."'

const kafkaName = (longest: number, noun: string) =>
  textCodec(`a ${noun} of 1 to ${longest} characters ${CHARACTERS}`, t.string, (name) =>
    /^[a-zA-Z0-9._-]+$/.test(name) && name.length <= longest && name !== '.' && name !== '..' ? name : null,
  )

/** What Kafka takes as the name of a topic. */
export const TopicName = kafkaName(LONGEST, 'topic name')

/** A topic whose dead letters need topics with longer names than its own. */
export const SourceTopicName = kafkaName(LONGEST - LONGEST_SUFFIX.length, 'topic name')

/** Kafka takes any text for a group; this one is also part of transactional ids, so it keeps to what a topic may be called. */
export const GroupName = kafkaName(LONGEST, 'group name')

/** Where a group begins that has read nothing yet. */
export const Beginning = t.keyof({ earliest: null, latest: null }, 'one of earliest, latest')

/** Who decodes what is read from Kafka. */
export const KafkaDecoder = t.keyof({ batches: null, records: null }, 'one of batches, records')

/** A tenant or an event type: whatever may be one in an event (E2). */
export const EventName = textCodec('a name of 1 to 256 characters', t.string, (name) =>
  name !== '' && name.isWellFormed() && [...name].length <= 256 ? name : null,
)

/** How much the program's log says. */
export const LogLevel = t.keyof(
  { trace: null, debug: null, info: null, warn: null, error: null, fatal: null, silent: null },
  'one of trace, debug, info, warn, error, fatal, silent',
)
export type LogLevel = t.TypeOf<typeof LogLevel>
