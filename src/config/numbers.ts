import * as t from 'io-ts'
import { textCodec } from './text-codec.ts'

const decimal = (text: string): number => (/^\d{1,16}(\.\d{1,9})?$/.test(text) ? Number(text) : Number.NaN)

/** A whole number between two bounds, both included. */
export const wholeNumber = (from: number, to: number = Number.MAX_SAFE_INTEGER) => {
  const bounds = to === Number.MAX_SAFE_INTEGER ? `of ${from} or more` : `from ${from} to ${to}`
  return textCodec(`a whole number ${bounds}`, t.number, (text) => {
    const value = decimal(text)
    return Number.isSafeInteger(value) && value >= from && value <= to ? value : null
  })
}

/** A percentage, as a share between 0 and 1. */
export const Share = textCodec('a percentage from 0% to 100%, such as 5% or 0.1%', t.number, (text) => {
  const share = text.endsWith('%') ? decimal(text.slice(0, -1)) / 100 : Number.NaN
  return share <= 1 ? share : null
})

const MAX_RATE = 10_000_000

/** How many a second, a fraction allowed. */
export const PerSecond = textCodec(`a number a second from 0 to ${MAX_RATE}, such as 0.5 or 1000`, t.number, (text) => {
  const rate = decimal(text)
  return rate <= MAX_RATE ? rate : null
})
