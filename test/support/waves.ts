import type { EventLog } from '../../src/log/event-log.ts'
import { sendValues } from '../../src/produce/send-values.ts'
import { syntheticEvents } from '../../src/produce/synthetic-events.ts'

/** Event times lie well in the past, so that no record is ahead of its own log. */
const START_MS = Date.UTC(2026, 0, 1, 12)
const EVENTS_PER_SECOND = 10

/** Made-up events, some late, some invalid, cut into waves to be appended one by one: `waves` of `size` records each. */
export const eventWaves = (seed: number, waves: number, size: number): readonly (readonly Buffer[])[] => {
  const options = { seed, startMs: START_MS, rate: EVENTS_PER_SECOND, tenants: 7, invalidShare: 0.05, lateShare: 0.1 }
  const values = [...syntheticEvents({ ...options, count: waves * size })]
  return Array.from({ length: waves }, (_, wave) => values.slice(wave * size, (wave + 1) * size))
}

/** Appends a wave, each record to its tenant's partition. */
export const sendWave = async (
  log: EventLog,
  topic: string,
  partitions: number,
  wave: readonly Buffer[],
): Promise<void> => {
  for await (const _ of sendValues({ log, topic, partitions }, [wave], new AbortController().signal));
}
