const SEED = 0x9747b28c
// MurmurHash2's mixing constants: made offline by its author, not magic, they just happen to work well.
const M = 0x5bd1e995
const R = 24

/**
 * MurmurHash2 of some bytes, as a signed 32-bit number: what every Kafka client hashes a key with
 * (org.apache.kafka.common.utils.Utils.murmur2).
 */
export const murmur2 = (bytes: Uint8Array): number => {
  const whole = bytes.length & ~3
  let h = SEED ^ bytes.length
  for (let i = 0; i < whole; i += 4) {
    let k = bytes[i]! | (bytes[i + 1]! << 8) | (bytes[i + 2]! << 16) | (bytes[i + 3]! << 24)
    k = Math.imul(k, M)
    k = Math.imul(k ^ (k >>> R), M)
    h = Math.imul(h, M) ^ k
  }
  const rest = bytes.length - whole
  if (rest === 3) h ^= bytes[whole + 2]! << 16
  if (rest >= 2) h ^= bytes[whole + 1]! << 8
  if (rest >= 1) h = Math.imul(h ^ bytes[whole]!, M)
  h = Math.imul(h ^ (h >>> 13), M)
  return h ^ (h >>> 15)
}

/** The partition of a key (E6): its hash with the sign bit taken off, modulo the number of partitions, as Kafka does it. */
export const partitionOf = (key: Uint8Array, partitions: number): number => (murmur2(key) & 0x7fffffff) % partitions
