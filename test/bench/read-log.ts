import { openLog } from '../../src/cli/open-log.ts'
import type { LogLocation } from '../../src/config/log-url.ts'
import { runJob } from './job.ts'
import { parseJson } from './parse-json.ts'
import { type Reading, readTopic } from './read-topic.ts'

export interface ReadSettings {
  readonly log: LogLocation
  readonly topic: string
  readonly group: string
  /** What is done with each value. */
  readonly look: 'count' | 'parse'
}

const LOOKS = { count: () => {}, parse: parseJson }

await runJob(async ({ log: location, topic, group, look }: ReadSettings): Promise<Reading> => {
  const log = await openLog(location)
  try {
    return await readTopic(log, topic, group, LOOKS[look])
  } finally {
    await log.close()
  }
})
