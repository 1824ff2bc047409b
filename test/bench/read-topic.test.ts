import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openEmbeddedLog } from '../../src/log/embedded-log.ts'
import type { EventLog } from '../../src/log/event-log.ts'
import { readTopic } from './read-topic.ts'

let folder: string
let log: EventLog

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tideline-read-topic-'))
  log = await openEmbeddedLog(join(folder, 'log'))
  await log.ensureTopic({ name: 'events', partitions: 3 })
})
afterEach(async () => {
  await log.close()
  await rm(folder, { recursive: true })
})

const append = (partition: number, ...values: readonly (string | null)[]) =>
  log.append(
    'events',
    values.map((value) => ({
      partition,
      key: null,
      value: value === null ? null : Buffer.from(value),
      headers: [],
      timestampMs: 0,
    })),
  )

describe('readTopic', () => {
  it('reads every partition to its end, some of them empty', async () => {
    await append(0, 'ab', 'c', null)
    await append(2, 'defg')
    const seen: string[] = []
    const reading = await readTopic(log, 'events', 'group', (value) => seen.push(String(value)))
    expect(reading).toMatchObject({ events: 4, bytesRead: 7 })
    expect(seen.sort()).toEqual(['ab', 'c', 'defg'])
  })

  it('reads all of it again in another group', async () => {
    await append(1, 'a')
    const first = await readTopic(log, 'events', 'one', () => {})
    const second = await readTopic(log, 'events', 'other', () => {})
    expect([first.events, second.events]).toEqual([1, 1])
  })

  it('is done at once with a topic that has nothing', async () => {
    expect(await readTopic(log, 'events', 'group', () => {})).toEqual({ seconds: 0, events: 0, bytesRead: 0 })
  })

  it('names a topic that is not there', async () => {
    await expect(readTopic(log, 'other', 'group', () => {})).rejects.toThrow('there is no topic other')
  })
})
