import type { LetterNumbers } from '../../dead-letter/letter-stats.ts'
import { jsonText } from '../json-text.ts'
import { timeText } from '../time-text.ts'

/** The numbers of dead letters as one line of JSON, times as ISO texts. */
export const letterStatsJson = (numbers: LetterNumbers, topic: string): string => {
  const { letters, fates, oldestUnresolved: oldest, tenantUnknown, otherTenants, bucketMs, untimed } = numbers
  return jsonText({
    topic,
    letters,
    ...fates,
    oldest_unresolved: oldest && {
      place: `${oldest.partition}:${oldest.offset}`,
      appended_at: oldest.appendedMs < 0 ? null : timeText(oldest.appendedMs),
      reason: oldest.origin?.reason,
      tenant: oldest.origin?.tenant,
    },
    by_reason: numbers.reasons.map(({ otherPaths, ...reason }) => ({ ...reason, other_paths: otherPaths })),
    by_tenant: numbers.tenants.map(({ name, letters, unresolved, missedAtMost }) => ({
      ...{ tenant: name, letters, unresolved, missed_at_most: missedAtMost },
    })),
    other_tenants: {
      tenants: otherTenants.names,
      at_least: otherTenants.isAtLeast,
      letters: otherTenants.letters,
      unresolved: otherTenants.unresolved,
    },
    tenant_unknown: tenantUnknown,
    bucket_seconds: bucketMs / 1_000,
    over_time: numbers.buckets.map(({ startMs, letters }) => ({ start: timeText(startMs), letters })),
    without_time: untimed,
    attempts: numbers.attempts,
  })
}
