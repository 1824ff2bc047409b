import { isLeft } from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { decodeEvent } from '../../src/decode/decode-event.ts'
import { benchEvents, FIRST_EVENT_MS } from './bench-events.ts'

const SHAPE = { events: 20_000, tenants: 10, seed: 7 }
const values = [...benchEvents(SHAPE)]
const decoded = values.map((value) => decodeEvent(value, FIRST_EVENT_MS + SHAPE.events, { maxFutureMs: 300_000 }))

/** The time of an event, in whatever system: where the value is JSON at all, also as Python reads it. */
const timeMsOf = (value: Buffer): number[] => {
  try {
    const timestamp: unknown = JSON.parse(value.toString().replaceAll('NaN', '1e999'))?.timestamp
    return timestamp === undefined ? [] : [Number(timestamp) * 1000]
  } catch {
    return []
  }
}

describe('benchEvents', () => {
  it('has as many values as asked for, one in a hundred broken', () => {
    const broken = decoded.filter(isLeft).length
    expect(values).toHaveLength(20_000)
    expect(broken).toBeGreaterThan(150)
    expect(broken).toBeLessThan(250)
  })

  it('has no time that would end another system, or make all that follows late', () => {
    const times = values.flatMap(timeMsOf)
    const outside = times.filter((ms) => !(ms >= FIRST_EVENT_MS - 60_000 && ms < FIRST_EVENT_MS + SHAPE.events))
    expect(times.length).toBeGreaterThan(19_000)
    expect(outside).toEqual([])
  })

  it('is the same for the same seed', () => {
    expect(Buffer.concat([...benchEvents(SHAPE)]).equals(Buffer.concat(values))).toBe(true)
    expect(Buffer.concat([...benchEvents({ ...SHAPE, seed: 8 })]).equals(Buffer.concat(values))).toBe(false)
  })
})
