import type { Logger } from 'pino'
import { invalidRecordsText } from '../checkpoint/invalid-records.ts'
import type { Recovered } from '../run-partition.ts'
import type { RunReport, WorkerChange } from '../workers/worker-report.ts'

/** Says in the program's log what a run told, with the number of the worker where there are several. */
export const logReport = (programLogger: Logger, report: RunReport): void => {
  if (report.kind === 'progress' || report.kind === 'seen') return
  const logger = 'worker' in report ? programLogger.child({ worker: report.worker }) : programLogger
  switch (report.kind) {
    case 'recovered':
      logRecovery(logger, report)
      return
    case 'committed': {
      const { books, parts, bytes, checkpointBytes, tookMs, forced } = report
      logger.debug({ books, parts, bytes, checkpointBytes, tookMs }, 'committed')
      if (forced !== undefined) logger.warn({ ...forced }, invalidRecordsText(forced, true))
      return
    }
    case 'finished':
      logger.debug({ partition: report.partition }, 'partition finished')
      return
    case 'revoked':
      logger.debug({ partition: report.partition }, 'partition given to another')
      return
    case 'retrying': {
      const { partition, trouble, pauseMs, message, seen } = report
      logger.warn({ ...seen, partition, trouble, pauseMs }, message)
      return
    }
    case 'worker':
      logWorker(logger, report)
      return
    case 'waiting':
      logger.warn({ pauseMs: report.pauseMs }, report.message)
      return
    case 'wrote':
      logger.warn(report.line)
      return
    case 'unreported': {
      const { partition, fromOffset, toOffset } = report
      logger.warn(
        { partition, fromOffset, toOffset },
        'committed, though the summary lacks it: the worker died before it could say so',
      )
      return
    }
  }
}

const logRecovery = (logger: Logger, report: Recovered): void => {
  const { partition, nextOffset, recordsLost, condemned } = report
  const { partsFinished, partsRolledBack, resumedFromCheckpoint, tookMs } = report
  logger.info(
    { partition, nextOffset, partsFinished, partsRolledBack, recordsLost, resumedFromCheckpoint, tookMs },
    'partition taken',
  )
  if (recordsLost > 0)
    logger.warn({ partition, recordsLost, nextOffset }, 'the log had removed records before they were read')
  if (condemned.length > 0)
    logger.warn({ partition, offsets: condemned }, 'records that killed the process become dead letters, unread')
}

const logWorker = (logger: Logger, change: WorkerChange): void => {
  switch (change.state) {
    case 'running':
      logger.info({ pid: change.pid }, 'worker started')
      return
    case 'dead': {
      const { how, pauseMs } = change
      logger.warn({ pauseMs }, `the worker ${how}${pauseMs === null ? '' : ' and is started again'}`)
      return
    }
    case 'starting':
    case 'ended':
      logger.debug(`worker ${change.state}`)
  }
}
