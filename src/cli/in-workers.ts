import type { Logger } from 'pino'
import type { LogLocation } from '../config/log-url.ts'
import type { EventLog } from '../log/event-log.ts'
import type { KafkaDecoder } from '../log/kafka-client.ts'
import { forkWorkers } from '../workers/node-workers.ts'
import { superviseWorkers } from '../workers/supervise-workers.ts'
import type { KafkaSettings } from './kafka-security.ts'
import type { RunSettings } from './run-settings.ts'
import { inThisProcess, type RunPlace } from './run-to-summary.ts'
import type { WorkerJob } from './work.ts'

export interface WorkerSettings extends RunSettings, KafkaSettings {
  readonly log: LogLocation
  readonly kafkaDecoder: KafkaDecoder
  readonly workers: number
}

const PROGRAM = new URL('./pipeline-worker.ts', import.meta.url)

/** A run in several processes; in this one where a single one is wanted, or there is no more than one partition. */
export const inWorkers =
  (log: EventLog, settings: WorkerSettings, logger: Logger): RunPlace =>
  (prepared, stop$, look$) => {
    const { partitions } = prepared
    const workers = Math.min(settings.workers, partitions)
    if (workers < settings.workers)
      logger.warn(
        { workers, partitions },
        `--workers: of ${settings.workers} only ${workers} would be given a partition, so no more are started`,
      )
    if (workers === 1) return inThisProcess(log, settings)(prepared, stop$, look$)
    const jobOf = (index: number): WorkerJob => ({ settings, prepared, share: { index, of: workers } })
    const partitionsToFinish = settings.untilEnd ? partitions : null
    return superviseWorkers(forkWorkers(PROGRAM, jobOf), { workers, partitionsToFinish, stop$, look$ })
  }
