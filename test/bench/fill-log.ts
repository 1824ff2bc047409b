import { eventsTopic } from '../../src/cli/events-topic.ts'
import { openLog } from '../../src/cli/open-log.ts'
import type { LogLocation } from '../../src/config/log-url.ts'
import { sendValues } from '../../src/produce/send-values.ts'
import { benchEvents } from './bench-events.ts'
import type { TopicShape } from './fill-topic.ts'
import { runJob } from './job.ts'

export interface FillSettings {
  readonly log: LogLocation
  readonly topic: string
  readonly shape: TopicShape
}

/** Answers how many bytes the values have. */
await runJob(async ({ log: location, topic, shape }: FillSettings): Promise<number> => {
  const { partitions } = shape
  const log = await openLog(location)
  try {
    await log.ensureTopic(eventsTopic(topic, partitions))
    let bytes = 0
    const destination = { log, topic, partitions }
    for await (const sent of sendValues(destination, [benchEvents(shape)], new AbortController().signal))
      bytes = sent.bytes
    return bytes
  } finally {
    await log.close()
  }
})
