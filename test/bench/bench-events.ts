import { INVALID_KINDS } from '../../src/produce/invalid-values.ts'
import { seededRandom } from '../../src/produce/random.ts'
import { syntheticEvents } from '../../src/produce/synthetic-events.ts'

export interface EventsShape {
  readonly events: number
  readonly tenants: number
  readonly seed: number
}

/** Of a hundred records one is broken and one late. */
const INVALID_SHARE = 0.01
const LATE_SHARE = 0.01
/** Before any record's own time, wherever this runs; events are 1 ms apart. */
export const FIRST_EVENT_MS = Date.UTC(2026, 0, 1)

/**
 * The ways to be no event that every system here lives with. The others would measure something else: a timestamp of NaN ends Quix, one far
 * in the future ends Kafka Streams, and makes all that follows late to whoever believes it.
 */
const SURVIVABLE = ['no bytes', 'cut off', 'a log line', 'no tenant', 'a list of events', 'null']
const BROKEN = INVALID_KINDS.filter(({ name }) => SURVIVABLE.includes(name))

/** The values that everybody reads: the same bytes for the same shape. */
export function* benchEvents({ events, tenants, seed }: EventsShape): Generator<Buffer> {
  const random = seededRandom(seed)
  const valid = syntheticEvents({
    count: events,
    tenants,
    seed,
    startMs: FIRST_EVENT_MS,
    rate: 0,
    invalidShare: 0,
    lateShare: LATE_SHARE,
  })
  let n = 0
  for (const value of valid) {
    const timestamp = (FIRST_EVENT_MS + n++) / 1000
    yield random.unit() < INVALID_SHARE ? BROKEN[random.below(BROKEN.length)]!.make(timestamp) : value
  }
}
