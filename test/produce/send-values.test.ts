import { describe, expect, it } from 'vitest'
import type { OutgoingRecord } from '../../src/log/record-batch.ts'
import { routeRecord } from '../../src/produce/route-record.ts'
import { type Sent, sendValues } from '../../src/produce/send-values.ts'

const valuesOf = (...tenants: readonly string[]) => tenants.map((tenant) => Buffer.from(`{"tenant_id":"${tenant}"}`))
const never = new AbortController().signal

const appending = (onAppend: () => void = () => {}) => {
  const appended: OutgoingRecord[][] = []
  const append = async (_topic: string, records: readonly OutgoingRecord[]) => {
    onAppend()
    appended.push([...records])
  }
  return { appended, destination: { log: { append }, topic: 'events', partitions: 4 } }
}

describe('sending', () => {
  it('appends each value untouched, by its route and stamped with now', async () => {
    const { appended, destination } = appending()
    const values = valuesOf('a', 'b', 'c')
    const beforeMs = Date.now()
    for await (const _ of sendValues(destination, [values], never));
    expect(appended.flat()).toEqual(
      values.map((value) => ({ ...routeRecord(value, 4), value, headers: [], timestampMs: expect.any(Number) })),
    )
    for (const { timestampMs } of appended.flat()) {
      expect(timestampMs).toBeGreaterThanOrEqual(beforeMs)
      expect(timestampMs).toBeLessThanOrEqual(Date.now())
    }
  })

  it('says after each append what was sent so far, at first nothing', async () => {
    const { destination } = appending()
    const seen: Sent[] = []
    for await (const sent of sendValues(destination, [valuesOf('a'), valuesOf('bb', 'a')], never)) {
      seen.push({ ...sent, perPartition: [...sent.perPartition] })
    }
    expect(seen.map(({ records, bytes }) => [records, bytes])).toEqual([
      [0, 0],
      [1, 17],
      [3, 52],
    ])
    expect(seen.map(({ perPartition }) => perPartition.reduce((a, b) => a + b))).toEqual([0, 1, 3])
  })

  it('asks for more only when the log has taken what it was given', async () => {
    const { appended, destination } = appending()
    const asked: number[] = []
    const values = function* () {
      for (let n = 0; n < 3; n++) {
        asked.push(appended.length)
        yield valuesOf('a')
      }
    }
    for await (const _ of sendValues(destination, values(), never));
    expect(asked).toEqual([0, 1, 2])
  })

  it('stops after the append under way when it is told to', async () => {
    const stop = new AbortController()
    const { appended, destination } = appending(() => stop.abort())
    let last: Sent | undefined
    for await (last of sendValues(destination, [valuesOf('a'), valuesOf('b')], stop.signal));
    expect(appended.length).toBe(1)
    expect(last?.records).toBe(1)
  })

  it("throws the log's error", async () => {
    const { destination } = appending(() => {
      throw new Error('no space left')
    })
    const sending = async () => {
      for await (const _ of sendValues(destination, [valuesOf('a')], never));
    }
    await expect(sending()).rejects.toThrow('no space left')
  })
})
