import fc from 'fast-check'
import thrift from 'parquetjs-lite/modules/thrift-lite/index.js'
import { describe, expect, it } from 'vitest'
import { writeNumbersFast } from '../../src/sink/thrift-numbers.ts'

class Fast extends thrift.TCompactProtocol {}
writeNumbersFast(Fast.prototype)

const written = (Protocol: typeof thrift.TCompactProtocol, write: (protocol: Fast) => void): string => {
  const parts: Buffer[] = []
  write(new Protocol({ write: (bytes: Buffer) => void parts.push(bytes) }))
  return Buffer.concat(parts).toString('hex')
}
const same = (write: (protocol: Fast) => void): void => {
  expect(written(Fast, write)).toBe(written(thrift.TCompactProtocol, write))
}

describe('numbers in thrift are written as parquetjs-lite writes them', () => {
  it('a byte', () => {
    fc.assert(fc.property(fc.nat({ max: 255 }), (byte) => same((to) => to.writeByte(byte))))
  })

  it('a varint of 32 bits, also one that counts as negative', () => {
    fc.assert(fc.property(fc.integer(), (value) => same((to) => to.writeVarint32(value))))
  })

  it('a whole number', () => {
    fc.assert(fc.property(fc.maxSafeInteger(), (value) => same((to) => to.writeI64(value))))
    for (const value of [0, -1, 63, 64, -64, -65, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER])
      same((to) => to.writeI64(value))
  })
})
