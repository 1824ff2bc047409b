import { isRight } from 'fp-ts/lib/Either.js'
import * as t from 'io-ts'
import { optional } from '../../src/config/flag.ts'
import { LogUrl } from '../../src/config/log-url.ts'
import { textCodec } from '../../src/config/text-codec.ts'

const isKafkaUrl = (text: string): boolean => text.startsWith('kafka://') && isRight(LogUrl.decode(text))

const KafkaChoice = textCodec('kafka://HOST:PORT[,HOST:PORT] or local', t.string, (text) =>
  text === 'local' || isKafkaUrl(text) ? text : null,
)

export const KAFKA_FLAG = optional(
  '--kafka <url>',
  KafkaChoice,
  null,
  'on Kafka too: its URL, or `local` for a broker of its own',
)
