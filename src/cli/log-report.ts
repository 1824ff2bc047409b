import type { Logger } from 'pino'
import type { PartitionReport } from '../run-partition.ts'

/** Says in the program's log what a partition reported. */
export const logReport = (logger: Logger, report: PartitionReport): void => {
  switch (report.kind) {
    case 'progress':
      return
    case 'recovered': {
      const { kind, ...recovery } = report
      logger.info(recovery, 'partition taken')
      const { partition, recordsLost, nextOffset } = report
      if (recordsLost > 0)
        logger.warn({ partition, recordsLost, nextOffset }, 'the log had removed records before they were read')
      return
    }
    case 'committed': {
      const { books, parts, bytes, checkpointBytes, tookMs } = report
      logger.debug({ books, parts, bytes, checkpointBytes, tookMs }, 'committed')
      return
    }
    case 'finished':
      logger.debug({ partition: report.partition }, 'partition finished')
      return
    case 'retrying': {
      const { partition, trouble, pauseMs, message } = report
      logger.warn({ partition, trouble, pauseMs }, message)
      return
    }
  }
}
