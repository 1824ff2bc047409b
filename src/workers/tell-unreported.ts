import { concatMap, defer, type MonoTypeOperatorFunction } from 'rxjs'
import type { Unreported, WorkerReport } from './worker-report.ts'

interface Standing {
  readonly worker: number
  /** Up to where commits of the partition were told of. */
  readonly offset: number
  /** Its worker has died since. */
  readonly isInDoubt: boolean
}

/**
 * Adds what nobody was told of: a commit whose worker died between the log's answer and its report.
 *
 *   in    C--X-----R---|     C committed to 5, X the worker dead, R its partition recovered at 9
 *   out   C--X-----(RU)|     U 5 to 9 was committed unreported
 *
 * Nothing is lost by it but its part of the summary. Emits within the same turn. Keeps an entry a partition.
 */
export const tellUnreported = (): MonoTypeOperatorFunction<WorkerReport> => (report$) =>
  defer(() => {
    const standings = new Map<number, Standing>()
    const stands = (partition: number, worker: number, offset: number) =>
      standings.set(partition, { worker, offset, isInDoubt: false })

    return report$.pipe(
      concatMap((report): WorkerReport[] => {
        const { worker } = report
        switch (report.kind) {
          case 'committed':
            stands(report.books.partition, worker, report.books.toOffset)
            return [report]
          case 'recovered': {
            const { partition, nextOffset, recordsLost } = report
            const before = standings.get(partition)
            stands(partition, worker, nextOffset)
            const toOffset = nextOffset - recordsLost
            if (before === undefined || !before.isInDoubt || toOffset <= before.offset) return [report]
            const unreported: Unreported = { kind: 'unreported', partition, fromOffset: before.offset, toOffset }
            return [report, { ...unreported, worker }]
          }
          case 'worker':
            if (report.state === 'dead')
              for (const [partition, standing] of standings)
                if (standing.worker === worker) standings.set(partition, { ...standing, isInDoubt: true })
            return [report]
          default:
            return [report]
        }
      }),
    )
  })
