/** A source of random numbers that gives the same ones again for the same seed. */
export interface Random {
  /** A whole number from 0 to 2^32 - 1. */
  uint32(): number
  /** A number from 0 up to, not including, 1. */
  unit(): number
  /** A whole number from 0 up to, not including, `below`. */
  below(below: number): number
}

type State = readonly [number, number, number, number]

/**
 * xoshiro128** 1.1 by David Blackman and Sebastiano Vigna, public domain (https://prng.di.unimi.it/xoshiro128starstar.c),
 * from four 32-bit words that are not all 0.
 */
export const xoshiro128 = ([a, b, c, d]: State): Random => {
  let [s0, s1, s2, s3] = [a | 0, b | 0, c | 0, d | 0]
  const uint32 = () => {
    const result = Math.imul(rotateLeft(Math.imul(s1, 5), 7), 9)
    const t = s1 << 9
    s2 ^= s0
    s3 ^= s1
    s1 ^= s2
    s0 ^= s3
    s2 ^= t
    s3 = rotateLeft(s3, 11)
    return result >>> 0
  }
  const unit = () => uint32() / 2 ** 32
  return { uint32, unit, below: (below) => Math.floor(unit() * below) }
}

/** Random numbers from one 32-bit seed, spread over the state as the authors of xoshiro advise: by another kind of generator. */
export const seededRandom = (seed: number): Random => {
  const next = splitMix32(seed)
  return xoshiro128([next(), next(), next(), next()])
}

/** SplitMix with MurmurHash3's 32-bit finalizer (https://github.com/aappleby/smhasher, fmix32), public domain. */
const splitMix32 = (seed: number) => {
  let state = seed | 0
  return () => {
    state = (state + 0x9e3779b9) | 0
    let z = state
    z = Math.imul(z ^ (z >>> 16), 0x85ebca6b)
    z = Math.imul(z ^ (z >>> 13), 0xc2b2ae35)
    return z ^ (z >>> 16)
  }
}

const rotateLeft = (x: number, k: number): number => (x << k) | (x >>> (32 - k))
