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

const shareOf = (text: string): number | null => {
  const percent = text.endsWith('%') ? text.slice(0, -1) : ''
  // 0.7 / 100 is a hair less than 0.007, which 7 of 1,000 is.
  const share = Number.isNaN(decimal(percent)) ? Number.NaN : Number(`${percent}e-2`)
  return share <= 1 ? share : null
}

/** A percentage, as a share between 0 and 1. */
export const Share = textCodec('a percentage from 0% to 100%, such as 5% or 0.1%', t.number, shareOf)

/** A share of which more is too much. No share is more than 1, so `off` is 1. */
export const MostShare = textCodec('a percentage from 0% to 100%, such as 50% or 0.5%, or off', t.number, (text) =>
  text === 'off' ? 1 : shareOf(text),
)

const MAX_RATE = 10_000_000

/** How many a second, a fraction allowed. */
export const PerSecond = textCodec(`a number a second from 0 to ${MAX_RATE}, such as 0.5 or 1000`, t.number, (text) => {
  const rate = decimal(text)
  return rate <= MAX_RATE ? rate : null
})
