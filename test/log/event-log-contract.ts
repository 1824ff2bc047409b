import { afterEach, describe } from 'vitest'
import type { EventLog } from '../../src/log/event-log.ts'
import { appendingContract } from './contract/appending.ts'
import { committingContract } from './contract/committing.ts'
import { consumingContract } from './contract/consuming.ts'
import { severalTopicsContract } from './contract/several-topics.ts'
import { topicsContract } from './contract/topics.ts'

export interface LogUnderTest {
  /** A handle of its own on one and the same log, as another process would have it. */
  open(): Promise<EventLog>
}

/**
 * What every event log keeps to, whichever adapter is behind the port: one suite that runs on all of them.
 *
 * Assumes no more than Kafka gives: offsets may have gaps, records come in deliveries of any size, joining a group takes
 * seconds. Each test makes topics and groups of its own, so the log may be shared and need not be empty.
 */
export const eventLogContract = (name: string, { open }: LogUnderTest): void => {
  describe(name, { timeout: 60_000 }, () => {
    const handles: EventLog[] = []
    const openLog = async () => {
      const log = await open()
      handles.push(log)
      return log
    }
    afterEach(async () => {
      await Promise.all(handles.splice(0).map((log) => log.close()))
    })

    topicsContract(openLog)
    appendingContract(openLog)
    consumingContract(openLog)
    committingContract(openLog)
    severalTopicsContract(openLog)
  })
}
