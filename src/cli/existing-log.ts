import { existsSync } from 'node:fs'
import type { LogLocation } from '../config/log-url.ts'
import { Refusal } from '../config/refusal.ts'
import type { EventLog, PartitionBounds } from '../log/event-log.ts'
import { type OpeningOptions, openLog } from './open-log.ts'

/** @throws Refusal where the embedded log is not there: opening would make it. */
export const refuseMissingLog = (log: LogLocation, question: string): void => {
  if (log.kind === 'lmdb' && !existsSync(log.path)) throw new Refusal(`there is no log in ${log.path}: ${question}`)
}

export interface OpenTopic {
  readonly log: EventLog
  readonly topic: string
  /** Of the moment it was opened. */
  readonly bounds: readonly PartitionBounds[]
}

/**
 * Runs something with a topic of a log that has to be there, and closes the log behind it.
 * @throws Refusal where the log or the topic is not there; `question` is what to think of then.
 */
export const withTopic = async (
  config: OpeningOptions & { readonly log: LogLocation },
  topic: string,
  question: string,
  run: (open: OpenTopic) => Promise<void>,
): Promise<void> => {
  refuseMissingLog(config.log, 'is --log the one of the pipeline?')
  const log = await openLog(config.log, config)
  try {
    const bounds = await log.bounds(topic)
    if (bounds === null) throw new Refusal(`there is no topic ${topic} in this log: ${question}`)
    await run({ log, topic, bounds })
  } finally {
    await log.close()
  }
}
