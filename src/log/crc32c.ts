/** The Castagnoli polynomial, bits reversed. */
const POLYNOMIAL = 0x82f63b78

const shiftOut = (byte: number) => {
  let value = byte
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ POLYNOMIAL : value >>> 1
  return value
}

/** What each byte does to the checksum when it is followed by none, one, two or three others. */
const tables = [0, 1, 2, 3].map(() => new Int32Array(256))
for (let byte = 0; byte < 256; byte++) {
  let value = shiftOut(byte)
  for (const table of tables) {
    table[byte] = value
    value = (value >>> 8) ^ shiftOut(value & 255)
  }
}
const [alone, before1, before2, before3] = tables as [Int32Array, Int32Array, Int32Array, Int32Array]

/** CRC-32C of a part of some bytes, four at a time: the checksum of Kafka's record batches, which node:zlib has not. */
export const crc32c = (bytes: Uint8Array, from: number, to: number): number => {
  let crc = -1
  let i = from
  for (; i + 4 <= to; i += 4) {
    crc ^= bytes[i]! | (bytes[i + 1]! << 8) | (bytes[i + 2]! << 16) | (bytes[i + 3]! << 24)
    crc = before3[crc & 255]! ^ before2[(crc >>> 8) & 255]! ^ before1[(crc >>> 16) & 255]! ^ alone[(crc >>> 24) & 255]!
  }
  for (; i < to; i++) crc = alone[(crc ^ bytes[i]!) & 255]! ^ (crc >>> 8)
  return ~crc >>> 0
}
