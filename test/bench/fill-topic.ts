import { measureProgram } from './measured-program.ts'
import type { Place } from './place.ts'

export interface TopicShape {
  readonly events: number
  readonly tenants: number
  readonly partitions: number
  readonly seed: number
}

/** Of a hundred records one is broken and one late. */
export const INVALID_SHARE = 0.01
export const LATE_SHARE = 0.01
/** Before any record's own time, wherever this runs; events are 1 ms apart. */
export const FIRST_EVENT_MS = Date.UTC(2026, 0, 1)

/** Makes the topic: the same bytes for the same shape, on whichever log. */
export const fillTopic = async (
  { url, topic }: Place,
  { events, tenants, partitions, seed }: TopicShape,
  stop: AbortSignal,
): Promise<void> => {
  const args = [
    ...[`--log=${url}`, `--topic=${topic}`, `--partitions=${partitions}`],
    ...[`--rate=0`, `--count=${events}`, `--tenants=${tenants}`, `--seed=${seed}`],
    ...[`--start=${new Date(FIRST_EVENT_MS).toISOString()}`],
    ...[`--invalid=${100 * INVALID_SHARE}%`, `--late=${100 * LATE_SHARE}%`],
  ]
  await measureProgram('src/cli/produce.ts', args, stop)
}
