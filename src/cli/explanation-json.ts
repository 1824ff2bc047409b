import type { Explanation } from '../explain/explain-number.ts'
import { jsonText } from './json-text.ts'
import { timeText } from './time-text.ts'

/**
 * An explanation as one line of JSON, with its own names. A time (`eventMs`) becomes an ISO text under a name of its own (`eventTime`);
 * lengths of time stay as they are.
 */
export const explanationJson = (explanation: Explanation): string => jsonText(plain(explanation))

/** Lengths of time and bounds of them. */
const LENGTHS: ReadonlySet<string> = new Set(['sizeMs', 'stepMs', 'missingMs', 'aboveMs', 'upToMs'])
const LISTS_OF_TIMES: ReadonlySet<string> = new Set(['missed', 'countedIn'])

const plain = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(plain)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => plainEntry(name, inner)))
}

const plainEntry = (name: string, value: unknown): [string, unknown] => {
  if (LISTS_OF_TIMES.has(name)) return [name, (value as number[]).map(timeText)]
  if (!name.endsWith('Ms')) return [name, plain(value)]
  if (LENGTHS.has(name)) return [name, Number.isFinite(value) ? value : null]
  const isUnset = typeof value !== 'number' || (name === 'recordMs' && value === -1)
  return [`${name.slice(0, -'Ms'.length)}Time`, isUnset ? null : timeText(value)]
}
