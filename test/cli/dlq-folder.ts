import { expect } from 'vitest'
import { headersOfOrigin, type Origin } from '../../src/dead-letter/headers.ts'
import { openEmbeddedLog } from '../../src/log/embedded-log.ts'
import type { OutgoingRecord } from '../../src/log/record-batch.ts'
import { originWith } from '../dead-letter/letters.ts'
import { runCommand } from '../support/run-command.ts'
import { pipelineFolder } from './pipeline-fixture.ts'

const letterHeaders = (origin: Origin) => headersOfOrigin(origin)([], origin)

/** A dead letter on its way into its topic, of the schema unless said. */
export const outgoingLetter = (over: Partial<Origin> = {}, record: Partial<OutgoingRecord> = {}): OutgoingRecord => ({
  partition: 0,
  key: Buffer.from('acme'),
  value: Buffer.from('{"tenant_id":"acme"}'),
  headers: letterHeaders(originWith(over)),
  timestampMs: Date.now(),
  ...record,
})

/** Embedded logs with topics as a test fills them, and what `npm run dlq` says of them. */
export const dlqFolder = () => {
  const { at } = pipelineFolder()
  const dlq = (log: string, command: string, ...args: readonly string[]) =>
    runCommand('dlq', command, '--log', `lmdb:${at(log)}`, ...args)
  const ok = async (...args: Parameters<typeof dlq>): Promise<string> => {
    const { code, stdout, stderr } = await dlq(...args)
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    return stdout
  }
  return {
    at,
    dlq,
    ok,
    /** The lines of standard output, each as JSON. */
    jsonOf: async (...args: Parameters<typeof dlq>) =>
      (await ok(...args))
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line)),
    /** Exit code and the one line that says why. */
    refusal: async (...args: Parameters<typeof dlq>) => {
      const { code, stdout, stderr } = await dlq(...args)
      expect(stdout).toBe('')
      return { code, line: stderr.trimEnd() }
    },
    append: async (name: string, topic: string, records: readonly OutgoingRecord[], partitions = 2): Promise<void> => {
      const log = await openEmbeddedLog(at(name))
      try {
        await log.ensureTopic({ name: topic, partitions })
        await log.append(topic, records)
      } finally {
        await log.close()
      }
    },
  }
}
