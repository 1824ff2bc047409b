import { spanText } from './spans.ts'

/** A line as a sentence, for those who do not see it: `Lag in records over the last 4 min: now 12, least 0, most 1,204.` */
export const lineSummary = (
  name: string,
  timesMs: readonly number[],
  values: readonly (number | null)[],
  text: (value: number) => string,
): string => {
  const known = values.filter((value) => value !== null)
  if (known.length === 0) return `${name}: nothing yet.`
  const least = known.reduce((a, b) => Math.min(a, b))
  const most = known.reduce((a, b) => Math.max(a, b))
  const over = spanText(timesMs.at(-1)! - timesMs[0]!)
  return `${name} over the last ${over}: now ${text(known.at(-1)!)}, least ${text(least)}, most ${text(most)}.`
}
