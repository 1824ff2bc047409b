import {
  asyncScheduler,
  buffer,
  connect,
  filter,
  interval,
  map,
  merge,
  type OperatorFunction,
  type SchedulerLike,
} from 'rxjs'
import type { Progress } from '../checkpoint/commit-when-due.ts'
import type { Seen } from '../look/sight.ts'
import type { PartitionReport } from '../run-partition.ts'

type Report = PartitionReport | Seen

const GATHER_MS = 100

/**
 * Fewer messages from a worker: what it says of its progress is gathered, added up by partition; all else goes at once, behind that.
 *
 *   in    -p-p-----C-p---|     p progress, C committed; gathered for 5
 *   out   -----P---C----(P|)   P the progress of both
 *
 * Emits ten times a second at most, and with each other report; what is left, on completion. An error drops what is gathered. Keeps
 * the progress of a tenth of a second.
 */
export const gatherReports = (
  gatherMs: number = GATHER_MS,
  scheduler: SchedulerLike = asyncScheduler,
): OperatorFunction<Report, readonly Report[]> =>
  connect((report$) =>
    report$.pipe(
      buffer(merge(interval(gatherMs, scheduler), report$.pipe(filter((report) => report.kind !== 'progress')))),
      filter((reports) => reports.length > 0),
      map(inShort),
    ),
  )

const inShort = (reports: readonly Report[]): readonly Report[] => {
  const progress = new Map<number, Progress>()
  for (const report of reports) {
    if (report.kind !== 'progress') continue
    const { records } = progress.get(report.partition) ?? { records: 0 }
    progress.set(report.partition, { ...report, records: records + report.records })
  }
  return [...progress.values(), ...reports.filter(({ kind }) => kind !== 'progress')]
}
