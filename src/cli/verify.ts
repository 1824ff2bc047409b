import { existsSync } from 'node:fs'
import { checkKafka, warnOfKafka } from '../config/check-kafka.ts'
import { VERIFY_FLAGS } from '../config/command-flags.ts'
import type { ConfigOf } from '../config/flag.ts'
import type { LogLocation } from '../config/log-url.ts'
import { EXIT_FAILED, Refusal } from '../config/refusal.ts'
import { runCommand } from './command.ts'
import { deadLetterTopicName } from './dead-letter-topic.ts'
import { openLog } from './open-log.ts'
import { progressBar } from './progress.ts'
import { statusLine } from './status-line.ts'

type VerifyConfig = ConfigOf<typeof VERIFY_FLAGS>

/** Reads the log again, recounts, and compares with the storage. Exit 1 where they differ. */
const run = async (config: VerifyConfig): Promise<void> => {
  const [{ storageIdentity, refuseOtherLogs }, { verifyStorage }, { nodeFileSystem }, report] = await Promise.all([
    import('../verify/storage-identity.ts'),
    import('../verify/verify-storage.ts'),
    import('../sink/node-file-system.ts'),
    import('./verify-report.ts'),
  ])
  const fileSystem = nodeFileSystem(config.storage)
  const identity = await storageIdentity(fileSystem, config.storage)
  refuseNoLog(config.log)
  const log = await openLog(config.log, config)
  const line = statusLine()
  try {
    await refuseOtherLogs(identity, log)
    const beganMs = performance.now()
    let bar = progressBar(0, 'records', line)
    const checked = await verifyStorage(
      {
        ...{ log, fileSystem, identity, maxFutureMs: config.maxFutureMs, show: config.show },
        deadLetterTopic: deadLetterTopicName(identity.topic),
      },
      {
        onTotal: (records) => {
          bar = progressBar(records, 'records', line)
        },
        onRecords: (records) => bar.at(records),
        onPartition: (partition, check, differences) => {
          bar.end()
          if (!config.json) process.stdout.write(`${report.partitionLine(partition, check, differences)}\n`)
        },
      },
    )
    const seconds = (performance.now() - beganMs) / 1000
    process.stdout.write(`${config.json ? report.checkJson(checked, seconds) : report.checkText(checked, seconds)}\n`)
    if (checked.differences.total > 0) process.exitCode = EXIT_FAILED
  } finally {
    line.clear()
    await log.close()
  }
}

/** Opening an embedded log makes one where there is none, and to verify is to change nothing. */
const refuseNoLog = (location: LogLocation): void => {
  if (location.kind === 'lmdb' && !existsSync(location.path))
    throw new Refusal(`--log: there is no log in ${location.path}`)
}

await runCommand({
  name: 'verify',
  summary: 'Reads the log again, recounts everything in the plainest way, and compares it with the Parquet.',
  flags: VERIFY_FLAGS,
  check: checkKafka,
  warn: warnOfKafka,
  run,
})
