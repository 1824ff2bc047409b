import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { NEVER } from 'rxjs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { prepareRun } from '../../src/cli/prepare-run.ts'
import { runOptions } from '../../src/cli/run-settings.ts'
import { PIPELINE_FLAGS } from '../../src/config/command-flags.ts'
import { readConfig } from '../../src/config.ts'
import { openEmbeddedLog } from '../../src/log/embedded-log.ts'
import type { EventLog, TopicSpec } from '../../src/log/event-log.ts'
import { MemoryDisk, memoryFileSystem } from '../support/memory-file-system.ts'

const settingsOf = (...args: readonly string[]) => {
  const read = readConfig({ name: 'pipeline', summary: '', flags: PIPELINE_FLAGS }, [...args], {})
  if (read.kind !== 'config') throw new Error(JSON.stringify(read))
  return read.config
}

describe('a prepared run', () => {
  let folder = ''
  let log: EventLog
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tideline-prepare-'))
    log = await openEmbeddedLog(folder)
  })
  afterAll(async () => {
    await log.close()
    await rm(folder, { recursive: true })
  })
  const prepare = (disk: MemoryDisk, ...args: readonly string[]) =>
    prepareRun(log, memoryFileSystem(disk), settingsOf(...args), () => 'nonce')

  it('knows what the topic of dead letters takes, and no letter is to be larger', async () => {
    const disk = new MemoryDisk()
    const prepared = await prepare(disk, '--topic', 'clicks', '--partitions', '2')
    const { maxRecordBytes } = await log.ensureTopic({ name: 'clicks_dlq', partitions: null })
    expect(prepared).toMatchObject({ partitions: 2, deadLetterTopic: 'clicks_dlq', warnings: [] })
    expect(prepared.deadLetterMaxBytes).toBe(maxRecordBytes)
    const { pipeline } = runOptions(settingsOf('--storage', join(folder, 'storage')), prepared, NEVER)
    expect(pipeline.maxLetterBytes).toBe(maxRecordBytes)
  })

  it('is refused where the topic of dead letters takes less than their headers may need', async () => {
    const disk = new MemoryDisk()
    const small = {
      ...log,
      ensureTopic: async (spec: TopicSpec) => ({ ...(await log.ensureTopic(spec)), maxRecordBytes: 16_383 }),
    }
    const refused = prepareRun(small, memoryFileSystem(disk), settingsOf('--topic', 'tiny'), () => 'nonce')
    await expect(refused).rejects.toMatchObject({
      reason: 'topic_settings',
      message: expect.stringMatching(/^topic tiny_dlq takes records of 16383 /),
    })
    expect(disk.names()).toEqual([])
  })

  it('is refused where the topic of dead letters would not keep them, before the storage is claimed', async () => {
    const disk = new MemoryDisk()
    await log.ensureTopic({ name: 'views_dlq', partitions: 1 })
    await expect(prepare(disk, '--topic', 'views')).rejects.toMatchObject({ reason: 'topic_settings' })
    expect(disk.names()).toEqual([])
  })
})
