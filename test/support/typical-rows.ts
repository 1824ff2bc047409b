import { seededRandom } from '../../src/produce/random.ts'
import type { CompletedSession, UnmatchedSession } from '../../src/session/session-step.ts'
import type { WindowCount } from '../../src/window/roll-windows.ts'
import { completed, sessionId, tenantId, unmatched, windowCount } from './events.ts'

/** The start of the first window of an event at the epoch. */
const FIRST_MS = -8_000
const TYPES = ['view', 'click', 'error', 'session_start', 'session_end']
const OUTCOMES = ['orphan_end', 'timed_out', 'duplicate_start'] as const

/** Windows as 100 tenants with five types of events fill them, one behind the other; of late ones a tenth as many, with one event or two. */
export const typicalWindows = (rows: number, late = false): WindowCount[] => {
  const random = seededRandom(late ? 2 : 1)
  const windows: WindowCount[] = []
  for (let startMs = FIRST_MS; windows.length < rows; startMs += 2_000)
    for (let tenant = random.below(100), n = 0; n < 100; n++, tenant = (tenant + 37) % 100)
      for (const [i, type] of TYPES.entries()) {
        if (late && random.below(10) > 0) continue
        const occurrences = 1 + random.below(late ? 2 : 60 >> i)
        const lastMs = startMs + 10_000 - random.below(Math.ceil(10_000 / occurrences))
        windows.push(windowCount(startMs, occurrences, lastMs, { tenant: `tenant_${tenant}`, type }))
      }
  return windows.slice(0, rows)
}

/** Windows whose columns change their nature within a part: a page of repeating names and small counts, then one of neither, and so on. */
export const changingWindows = (rows: number): WindowCount[] =>
  Array.from({ length: rows }, (_, i) => {
    const isWild = Math.floor(i / 8_192) % 2 === 1
    const tenant = isWild ? `一${i}` : `tenant_${i % 100}`
    return windowCount(i * 2_000, isWild ? (i * 2 ** 40) % 2 ** 53 : i % 60, isWild ? i * 1e9 : i, { tenant })
  })

/** Sessions of 100 tenants, some seconds each; their ids are `name`d, or UUIDs. */
export const typicalSessions = (rows: number, named: boolean): CompletedSession[] => {
  const random = seededRandom(3)
  const totals = Array.from({ length: 100 }, () => ({ count: 0, totalMs: 0 }))
  return Array.from({ length: rows }, (_, i) => {
    const tenant = random.below(100)
    const endMs = i * 12 + random.below(100)
    const startMs = endMs - random.below(30_000)
    const total = totals[tenant]!
    total.count++
    total.totalMs += endMs - startMs
    return completed(startMs, endMs, {
      tenant: tenantId(`tenant_${tenant}`),
      sessionId: sessionId(named ? `7-mjuohs00-${random.below(rows).toString(36)}` : uuid(random.uint32)),
      sessionCount: total.count,
      totalMs: total.totalMs,
    })
  })
}

export const typicalUnmatched = (rows: number, named: boolean): UnmatchedSession[] =>
  typicalSessions(rows, named).map(({ tenant, sessionId, endMs }, i) =>
    unmatched(OUTCOMES[(i % 7) % 3]!, endMs, tenant, sessionId),
  )

const uuid = (uint32: () => number): string => {
  const hex = Array.from({ length: 4 }, () => uint32().toString(16).padStart(8, '0')).join('')
  return hex.replace(/^(.{8})(.{4}).(.{3}).(.{3})/, '$1-$2-4$3-a$4-')
}
