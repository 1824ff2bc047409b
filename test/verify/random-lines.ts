import { xoshiro128 } from '../../src/produce/random.ts'

const TENANTS = ['a', 'b', '../../etc', '__proto__', 'أ']
const TYPES = ['view', 'click', 'session_start', 'session_end', 'session_start', 'session_end']
const JUNK = ['{', '[]', '', '{"tenant_id":"a","event_type":"view","timestamp":"now"}', '\u{feff}{}', '[['.repeat(40)]
/** A quarter of a minute before midnight, so that there are parts of two dates. */
const BEGAN_S = Date.UTC(2026, 0, 31, 23, 59, 45) / 1000

export interface Line {
  readonly value: Buffer
  /** When it is appended: the latest that its event can be of. */
  readonly timestampMs: number
}

/** Events of a few tenants and sessions that go on for a minute, fall back by up to half a minute, and are junk now and then. */
export const randomLines = (seed: number, count: number): Line[] => {
  const random = xoshiro128([seed, 1, 2, 3])
  return Array.from({ length: count }, (_, i) => {
    const nowS = BEGAN_S + (60 * i) / count
    const timestampMs = Math.ceil(nowS * 1000)
    if (random.below(25) === 0) return { value: Buffer.from(JUNK[random.below(JUNK.length)]!), timestampMs }
    const behindS = random.below(4) === 0 ? random.unit() * 30 : 0
    const value = Buffer.from(
      JSON.stringify({
        tenant_id: TENANTS[random.below(TENANTS.length)],
        event_type: TYPES[random.below(TYPES.length)],
        timestamp: nowS - behindS,
        ...(random.below(10) > 0 && { payload: { session_id: `s${random.below(8)}` } }),
      }),
    )
    return { value, timestampMs }
  })
}
