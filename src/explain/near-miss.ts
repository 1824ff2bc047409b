import type { LogScan } from './log-scan.ts'
import { latestStart, type Question } from './question.ts'

/** What a log holds that is like a number of nothing: most often a name or a time was mistyped. */
export interface NearMiss {
  /** The starts of the nearest windows that hold events of the tenant and type; null where there are none on that side. */
  readonly windowBeforeMs: number | null
  readonly windowAfterMs: number | null
  /** The tenant's events, of whatever type and time. */
  readonly tenantEvents: number
  /** A few of the types that the tenant has besides. */
  readonly otherTypes: readonly string[]
}

export const nearMiss = (scans: readonly LogScan[], { sizeMs, stepMs }: Question): NearMiss => {
  const beforeMs = Math.max(...scans.map(({ nearestBeforeMs }) => nearestBeforeMs))
  const afterMs = Math.min(...scans.map(({ nearestAfterMs }) => nearestAfterMs))
  return {
    windowBeforeMs: Number.isFinite(beforeMs) ? latestStart(beforeMs, stepMs) : null,
    windowAfterMs: Number.isFinite(afterMs) ? latestStart(afterMs - sizeMs, stepMs) + stepMs : null,
    tenantEvents: scans.reduce((sum, { tenantEvents }) => sum + tenantEvents, 0),
    otherTypes: [...new Set(scans.flatMap(({ otherTypes }) => [...otherTypes]))],
  }
}
