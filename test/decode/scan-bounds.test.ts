import { describe, expect, it } from 'vitest'
import { NameTable } from '../../src/decode/name-table.ts'
import { NOT_PLAIN } from '../../src/decode/plain-json.ts'
import { scanEvent } from '../../src/decode/scan-event.ts'
import { sharedBytes } from '../../src/log/shared-bytes.ts'

/** Where a scan of a record has looked at last, when its batch goes on with many more bytes of the kind that it ends with. */
const lookedUpTo = (record: string): number => {
  const json = sharedBytes(Buffer.from(record + record.slice(-1).repeat(1_000)))
  let last = -1
  const bytes = new Proxy(json.bytes, {
    get: (target, property) => {
      const at = typeof property === 'string' ? Number(property) : Number.NaN
      if (at < NOT_PLAIN) last = Math.max(last, at) // at NOT_PLAIN nothing is looked up
      const value = Reflect.get(target, property) as unknown
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
  expect(scanEvent({ ...json, bytes }, 0, record.length)).toBeNull()
  return last
}

describe('a scan looks no further than its record', () => {
  it.each([
    ['no bytes but spaces', ' '.repeat(50)],
    ['spaces where it should go on', `{${' '.repeat(50)}`],
    ['spaces behind a key', `{"tenant_id"${' '.repeat(50)}`],
    ['spaces behind its end', `{"tenant_id":"a"}${' '.repeat(50)}`],
    ['a text without an end', `{"tenant_id":"${'a'.repeat(50)}`],
    ['a number without an end', '{"timestamp":111111111111'],
    ['a fraction without an end', '{"timestamp":1.11111111111'],
    ['a number in a list', '{"payload":{"n":[111111111111'],
  ])('%s', (_, record) => {
    expect(lookedUpTo(record)).toBeLessThanOrEqual(record.length)
  })
})

describe('NameTable', () => {
  const nameIn = (table: NameTable, text: string) =>
    table.name(sharedBytes(Buffer.from(`x${text}x`)), 1, 1 + text.length)

  it('has the name that is written, however many others share its place', () => {
    const table = new NameTable()
    for (let round = 0; round < 2; round++)
      for (let i = 0; i < 200_000; i++)
        if (nameIn(table, `t${i}`) !== `t${i}`) expect(nameIn(table, `t${i}`)).toBe(`t${i}`)
  })

  it('tells names apart that differ in one place, of every length', () => {
    const table = new NameTable()
    for (let length = 1; length <= 256; length++)
      for (let at = 0; at < length; at++) {
        const text = `${'a'.repeat(at)}b${'a'.repeat(length - at - 1)}`
        expect(nameIn(table, text)).toBe(text)
      }
  })

  it('holds the bytes of no other Buffer: names come from wherever dead letters come from, too', () => {
    const bytes = () => {
      globalThis.gc?.()
      return process.memoryUsage().arrayBuffers
    }
    const table = new NameTable()
    const before = bytes()
    for (let i = 0; i < 60_000; i++) {
      nameIn(table, `tenant_${i}`)
      Buffer.from('a dead letter of two thousand bytes'.padEnd(2_000))
    }
    expect(bytes() - before).toBeLessThan(32 * 1024 * 1024)
  })
})
