import type { LETTER_FILTER_FLAGS } from '../../config/dlq-flags.ts'
import type { ConfigOf } from '../../config/flag.ts'
import { sinceMs } from '../../config/since.ts'
import { letterFilter } from '../../dead-letter/letter-filter.ts'
import { type Letter, matchingLetters, readLetters } from '../../dead-letter/read-letters.ts'
import { type OpenTopic, withTopic } from '../existing-log.ts'

type Filters = ConfigOf<typeof LETTER_FILTER_FLAGS> & { readonly group: string | null }

/** The flags as a predicate; a duration back is counted from `nowMs`. */
export const askedFilter = (filters: Filters, nowMs: number): ((letter: Letter) => boolean) =>
  letterFilter({ ...filters, sinceMs: filters.since === null ? null : sinceMs(filters.since, nowMs) })

/** The letters that the flags mean, `--max` included. */
export const askedLetters = ({ log, topic, bounds }: OpenTopic, filters: Filters): AsyncIterable<Letter> =>
  matchingLetters(readLetters(log, topic, bounds), askedFilter(filters, Date.now()), filters.max)

/** Runs something with the topic of dead letters. @throws Refusal where it, or its log, is not there. */
export const withDeadLetters = (
  config: Parameters<typeof withTopic>[0] & { readonly topic: string },
  run: (open: OpenTopic) => Promise<void>,
): Promise<void> => withTopic(config, config.topic, 'has the pipeline run, and with this --topic?', run)
