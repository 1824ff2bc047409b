import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { afterEach, describe, expect, it } from 'vitest'
import { openLog } from '../../src/cli/open-log.ts'
import { openKafkaLog } from '../../src/log/kafka-log.ts'
import { KAFKAJS_VERSION } from '../../src/log/kafka-version.ts'

const installed = createRequire(import.meta.url)('kafkajs/package.json') as { version: string }

describe('kafkajs, parts of which are replaced', () => {
  afterEach(() => {
    installed.version = KAFKAJS_VERSION
  })

  it.each(['2.2.3', '2.3.0', '2.2.4-fork.1', '3.0.0'])('is refused in version %s, with what to do', async (version) => {
    installed.version = version
    await expect(openKafkaLog({ brokers: ['127.0.0.1:1'] })).rejects.toMatchObject({
      name: 'LogError',
      reason: 'unsupported',
      message: expect.stringMatching(`^kafkajs ${version} is installed, .*npm install --save-exact kafkajs@2.2.4`),
    })
  })

  it('is pinned to the version that they are written for, and that is installed', () => {
    const { dependencies } = JSON.parse(readFileSync('package.json', 'utf8'))
    expect(dependencies.kafkajs).toBe(KAFKAJS_VERSION)
    expect(installed.version).toBe(KAFKAJS_VERSION)
  })

  it('is loaded with one decoder a process', async () => {
    const opened = openLog({ kind: 'kafka', brokers: ['127.0.0.1:1'] }, { kafkaDecoder: 'records' })
    await expect(opened).rejects.toMatchObject({ reason: 'unreachable' })
    await expect(openKafkaLog({ brokers: ['127.0.0.1:1'] })).rejects.toThrow(
      'this process reads Kafka by records already, not by batches',
    )
  })
})
