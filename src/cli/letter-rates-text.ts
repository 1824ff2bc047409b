import type { LetterRates } from '../dead-letter/recent-letters.ts'
import { plainText } from './plain-text.ts'
import { grouped } from './progress.ts'

const MOST_IN_TEXT = 3

/** `3.5/s: acme 2, no tenant 1.5`: the worst three; null where there were none. */
export const letterRatesText = ({ perSecond, tenants }: LetterRates): string | null => {
  if (perSecond === 0) return null
  const worst = tenants
    .slice(0, MOST_IN_TEXT)
    .map(({ tenant, perSecond }) => `${tenant === null ? 'no tenant' : plainText(tenant, 24)} ${rate(perSecond)}`)
  return `${rate(perSecond)}/s${worst.length === 0 ? '' : `: ${worst.join(', ')}`}`
}

/** Never 0: there are some. */
const rate = (perSecond: number): string =>
  grouped(perSecond < 10 ? Math.max(0.1, Math.round(perSecond * 10) / 10) : Math.round(perSecond))
