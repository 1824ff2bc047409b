import type { PipelineOptions } from '../../src/pipeline.ts'
import { invalidValue } from '../../src/produce/invalid-values.ts'
import type { Random } from '../../src/produce/random.ts'
import { eventJson } from '../support/events.ts'
import { type LogValue, MARKER } from './sim-log.ts'

/** What there is to do, and with which settings. Small in records, rich in what makes a difference. */
export interface Workload {
  readonly startOffsets: readonly number[]
  readonly values: readonly (readonly LogValue[])[]
  readonly pipeline: Omit<PipelineOptions, 'partition'>
  readonly commit: { readonly rows: number; readonly deadLetterBytes: number; readonly intervalMs: number }
  readonly mostInBatch: number
  readonly processes: number
  /** Whether who is fenced may rely on being told that a partition is another's. */
  readonly isCoordinated: boolean
  /** Time goes on in a partition that is idle (T9). */
  readonly idle: boolean
  /** How long things go wrong. */
  readonly steps: number
}

const TENANTS = ['a', '../../etc', '__proto__', 'tenant\u202e_1', '🦊', 'p0-000001-', 'x'.repeat(256)]
const TYPES = ['view', 'click', 'session_start', 'session_end']
const NOON_MS = Date.UTC(2015, 4, 17, 12)
const NEAR_MIDNIGHT_MS = Date.UTC(2015, 4, 17, 23, 59, 40)

export const workloadOf = (random: Random): Workload => {
  const one = <T>(...choices: readonly T[]): T => choices[random.below(choices.length)]!
  const partitions = one(1, 1, 2)
  const startMs = one(NOON_MS, NOON_MS, NEAR_MIDNIGHT_MS)
  const settings = {
    startMs,
    stepMs: one(200, 1_000, 2_500),
    disorderMs: one(0, 4_000, 30_000),
    invalidShare: one(0, 0.1, 0.3),
    sessions: one(0, 2, 2),
  }
  return {
    startOffsets: Array.from({ length: partitions }, () => one(0, 0, 7)),
    values: Array.from({ length: partitions }, (_, partition) =>
      Array.from(valuesOf(random, { ...settings, partition, partitions, count: 6 + random.below(30 / partitions) })),
    ),
    pipeline: {
      topic: 'events',
      deadLetterPartitions: 1,
      maxFutureMs: 300_000,
      graceMs: one(0, 2_000, 15_000),
      sessionTimeoutMs: one(10_000, 86_400_000),
      maxOpenSessions: one(1, 1_000),
      window: { sizeMs: 10_000, stepMs: 2_000 },
    },
    commit: { rows: one(8, 30, 1_000), deadLetterBytes: one(200, 100_000), intervalMs: one(300, 1_000, 5_000) },
    mostInBatch: one(4, 12, 40),
    processes: 1 + random.below(3),
    isCoordinated: one(true, true, false),
    steps: 200 + random.below(600),
    idle: one(true, false, false),
  }
}

interface ValueOptions {
  readonly partition: number
  readonly partitions: number
  readonly count: number
  readonly startMs: number
  readonly stepMs: number
  readonly disorderMs: number
  readonly invalidShare: number
  /** How many session ids there are; so few that starts and ends collide. */
  readonly sessions: number
}

/** The records of one partition. A tenant lives in one partition (E6). */
function* valuesOf(random: Random, options: ValueOptions): Generator<LogValue> {
  const tenants = TENANTS.filter((_, i) => i % options.partitions === options.partition && random.below(2) === 0)
  let turnMs = options.startMs
  for (let n = 0; n < options.count; n++) {
    if (random.unit() < 0.05) yield MARKER
    turnMs += random.below(2 * options.stepMs)
    if (random.unit() < 0.02) turnMs += [60_000, 3_600_000, 315_360_000_000][random.below(3)]! // a minute, an hour, ten years
    if (random.unit() < options.invalidShare) yield invalidValue(random, turnMs)
    else yield event(random, tenants, options, turnMs - random.below(options.disorderMs + 1))
  }
}

const event = (random: Random, tenants: readonly string[], { sessions }: ValueOptions, timeMs: number): Buffer => {
  const type = TYPES[random.below(sessions === 0 ? 2 : 4)]!
  const session = sessions > 0 && random.below(8) > 0 ? `s${random.below(sessions)}` : null
  const tenant = tenants[random.below(tenants.length)] ?? 'a'
  return Buffer.from(
    eventJson(timeMs, {
      tenant_id: tenant,
      event_type: type,
      ...(session !== null && { payload: { session_id: session } }),
    }),
  )
}
