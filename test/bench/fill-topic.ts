import type { EventsShape } from './bench-events.ts'
import type { FillSettings } from './fill-log.ts'
import { measureProgram } from './measured-program.ts'
import type { Place } from './place.ts'

export interface TopicShape extends EventsShape {
  readonly partitions: number
}

/** Makes the topic, in a process that is gone when the first contender comes. */
export const fillTopic = async ({ location, topic }: Place, shape: TopicShape, stop: AbortSignal): Promise<void> => {
  const settings: FillSettings = { log: location, topic, shape }
  await measureProgram('test/bench/fill-log.ts', [JSON.stringify(settings)], stop)
}
