import { writeFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { javaAndMaven, type KafkaBroker, startKafkaBroker } from '../support/kafka-broker.ts'
import { runCommand } from '../support/run-command.ts'
import { partsOf } from '../verify/verify-fixture.ts'
import { pipelineFolder } from './pipeline-fixture.ts'

const missing = javaAndMaven()
if (missing !== null) console.warn(`skipped: verify on Kafka (${missing})`)

const { at, produce, untilEnd, start } = pipelineFolder()

describe.runIf(missing === null)('verify on Kafka', { timeout: 120_000 }, () => {
  let broker: KafkaBroker
  beforeAll(async () => {
    broker = await startKafkaBroker({ version: '4.4.0' })
    await produce(broker.url, '--rate', '0', '--count', '20000', '--seed', '1')
  }, 300_000)
  afterAll(() => broker?.stop())

  const verify = (storage: string) => runCommand('verify', '--log', broker.url, '--storage', at(storage))

  it('finds nothing wrong beside a live pipeline, behind a kill, and at the end, and what is wrong then', async () => {
    const running = start('live', broker.url, '--commit-interval', '300ms', '--log-level', 'debug')
    await running.said('"committed"', 2)
    expect(await verify('live')).toMatchObject({ code: 0, stderr: '' })
    running.child.kill('SIGKILL')
    await running.ended
    expect(await verify('live')).toMatchObject({ code: 0, stderr: '' })
    await untilEnd('live', broker.url)
    expect(await verify('live')).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('\n0 differences: 20,000 records read again'),
    })
    await writeFile((await partsOf(at('live'), 'session_stats'))[0]!, 'PAR1')
    expect(await verify('live')).toMatchObject({ code: 1, stdout: expect.stringContaining('not a whole Parquet file') })
  })
})
