import { UNKNOWN, type Value } from './value.ts'

const WHOLE = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 })
const ONE = new Intl.NumberFormat('en-US', { minimumFractionDigits: 1, maximumFractionDigits: 1 })
const TWO = new Intl.NumberFormat('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 })

/** `1,204` */
export const grouped = (n: number): string => WHOLE.format(n)

/** `1,204`, or a dash where nobody knows. */
export const count = (n: number | null): Value => ({ text: n === null ? UNKNOWN : grouped(n), value: n })

/** So many a second: `20,013`, `12.5`, `0.33`. */
export const rate = (n: number): Value => ({ text: rateText(n), value: n })

export const rateText = (n: number): string => {
  if (n === 0) return '0'
  if (n < 0.01) return '< 0.01'
  return n < 10 ? TWO.format(n) : n < 100 ? ONE.format(n) : grouped(n)
}

const SIZES = [
  ['GB', 1e9],
  ['MB', 1e6],
  ['kB', 1e3],
] as const

/** `812 B`, `1.2 MB`: units of a thousand. */
export const bytes = (n: number): Value => {
  const [unit, size] = SIZES.find(([, size]) => n >= size) ?? ['B', 1]
  return { text: size === 1 ? `${grouped(n)} B` : `${ONE.format(n / size)} ${unit}`, value: n }
}

/** `0.12 %` of a whole that may be 0. */
export const share = (part: number, whole: number): Value => {
  const of = whole === 0 ? 0 : part / whole
  const percent = of * 100
  if (of === 0) return { text: '0 %', value: 0 }
  return {
    text: percent < 0.01 ? '< 0.01 %' : `${percent < 10 ? TWO.format(percent) : ONE.format(percent)} %`,
    value: of,
  }
}

/** `1 window`, `2 windows`. */
export const counted = (n: number, one: string, many = `${one}s`): string => `${grouped(n)} ${n === 1 ? one : many}`
