import { partitionOf } from '../../src/log/partition-of.ts'
import type { OutgoingRecord } from '../../src/log/record-batch.ts'
import { seededRandom } from '../../src/produce/random.ts'

const BEGAN_MS = 1_767_225_600_000
const TENANTS = 50
const TYPES = ['view', 'click', 'buy']

/** Ways to break an event that a transform can mend; each makes it no event. */
const BREAKS: readonly ((event: { tenant_id: string; timestamp: number }) => string)[] = [
  ({ tenant_id, ...event }) => JSON.stringify({ tenantId: tenant_id, ...event }),
  (event) => JSON.stringify({ ...event, timestamp: Math.round(event.timestamp * 1_000) }),
  (event) => JSON.stringify(JSON.stringify(event)),
  (event) => `\uFEFF${JSON.stringify(event)}`,
]

/** Mends what `BREAKS` broke, as a user would write it. */
export const TRANSFORM = `export default (value) => {
  let event = JSON.parse(value.toString('utf8').replace(/^\\uFEFF/, ''))
  if (typeof event === 'string') event = JSON.parse(event)
  const { tenantId, ...rest } = event
  if (tenantId !== undefined) event = { tenant_id: tenantId, ...rest }
  if (event.timestamp > 1e11) event.timestamp /= 1000
  return Buffer.from(JSON.stringify(event))
}
`

export interface Sample {
  readonly clean: readonly OutgoingRecord[]
  /** The same records, `broken` of them broken. */
  readonly dirty: readonly OutgoingRecord[]
}

/** So many events of 50 tenants in about their order, each with its tenant for a key (E6), and so many of them broken. */
export const brokenEvents = (events: number, broken: number, partitions: number, seed: number): Sample => {
  const random = seededRandom(seed)
  const [clean, dirty]: [OutgoingRecord[], OutgoingRecord[]] = [[], []]
  const isBroken = new Set<number>()
  while (isBroken.size < broken) isBroken.add(random.below(events))
  for (let n = 0; n < events; n++) {
    const tenant_id = `tenant-${random.below(TENANTS)}`
    const timestamp = (BEGAN_MS + n * 20 - random.below(4_000)) / 1_000
    const event = { tenant_id, event_type: TYPES[random.below(TYPES.length)]!, timestamp, payload: { n } }
    const key = Buffer.from(tenant_id)
    const record = {
      partition: partitionOf(key, partitions),
      key,
      headers: [{ key: 'trace', value: Buffer.from(String(n)) }],
      timestampMs: BEGAN_MS + n * 20,
    }
    const value = JSON.stringify(event)
    clean.push({ ...record, value: Buffer.from(value) })
    dirty.push({ ...record, value: Buffer.from(isBroken.has(n) ? BREAKS[n % BREAKS.length]!(event) : value) })
  }
  return { clean, dirty }
}
