import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { openEmbeddedLog } from '../../src/log/embedded-log.ts'
import type { EventLog } from '../../src/log/event-log.ts'
import { openKafkaLog } from '../../src/log/kafka-log.ts'
import { javaAndMaven, type KafkaBroker, startKafkaBroker } from '../support/kafka-broker.ts'
import {
  committedTo,
  isStopped,
  type PipelineProcess,
  startPipeline,
  stopPipeline,
  takingsOf,
  until,
} from '../support/pipeline-process.ts'
import { runCommand } from '../support/run-command.ts'
import { expectSameOutcome, outcomeOf, uninterrupted, type WholeOutcome } from '../support/same-outcome.ts'
import { ARM_SIGNAL, type StopPlace } from '../support/stop-place.ts'
import { eventWaves, sendWave } from '../support/waves.ts'
import { COMMIT, FENCE, RECOVERY, TRANSACTION } from './zombie-places.ts'

/*
 *   old   takes, commits wave 1 .. stopped in the commit of wave 2 ....................... wakes up: fenced or revoked
 *   new                                starts, takes over, commits waves 2 and 3 ......... and 4
 */

/** Most of a step is waiting. */
vi.setConfig({ maxConcurrency: 6 })

const WAVES = eventWaves(1, 4, 200)

interface Setting {
  readonly log: EventLog
  readonly url: string
  readonly topic: string
  readonly storage: string
  readonly partitions: number
}

const unique = (name: string) => `${name}-${randomBytes(3).toString('hex')}`

const pipelineOn = ({ url, topic, storage }: Setting, stopAt?: StopPlace): PipelineProcess =>
  startPipeline(['--log', url, '--topic', topic, '--group', topic, '--storage', storage], stopAt)

const send = async ({ log, topic, partitions }: Setting, wave: number) =>
  sendWave(log, topic, partitions, WAVES[wave - 1]!)

/** Waits until these processes have committed all that is in the topic. */
const untilAllCommitted = async (setting: Setting, ...processes: readonly PipelineProcess[]) =>
  until('all is committed', await allCommitted(setting, ...processes), ...processes)

const allCommitted = async ({ log, topic }: Setting, ...processes: readonly PipelineProcess[]) => {
  const bounds = (await log.bounds(topic))!
  return () => bounds.every(({ partition, endOffset }) => committedTo(partition, ...processes) >= endOffset)
}

const untilStopped = (process: PipelineProcess) => until('it stops', () => isStopped(process), process)

/** Pieces of wave 2, each committed before the next comes until the owner stops: not every commit removes a checkpoint. */
const PIECES = 5

/** An owner that has committed wave 1 and is stopped in a commit of wave 2. */
const stoppedInCommit = async (setting: Setting, place: StopPlace): Promise<PipelineProcess> => {
  const owner = pipelineOn(setting, place)
  await untilAllCommitted(setting, owner)
  owner.child.kill(ARM_SIGNAL)
  const [wave, size] = [WAVES[1]!, WAVES[1]!.length / PIECES]
  for (let i = 0; i < wave.length; i += size) {
    await sendWave(setting.log, setting.topic, setting.partitions, wave.slice(i, i + size))
    const isCommitted = await allCommitted(setting, owner)
    await until('it stops, or all is committed', () => isStopped(owner) || isCommitted(), owner)
  }
  await untilStopped(owner)
  return owner
}

/** An owner that is stopped while it takes over from one that was killed before it could publish. */
const stoppedInRecovery = async (setting: Setting, place: StopPlace): Promise<PipelineProcess> => {
  const killed = await stoppedInCommit(setting, { when: 'before', operation: 'link .staging', from: 'signal' })
  killed.child.kill('SIGKILL')
  const owner = pipelineOn(setting, place)
  await untilStopped(owner)
  return owner
}

/** Lets another process take over from a stopped owner, then wakes that up; what becomes of it and of the rows. */
const zombieWakesUp = async (setting: Setting, old: PipelineProcess): Promise<WholeOutcome> => {
  const takeover = pipelineOn(setting)
  await send(setting, 3)
  await untilAllCommitted(setting, takeover)
  const ends = (await setting.log.bounds(setting.topic))!.map(({ endOffset }) => endOffset)
  old.child.kill('SIGCONT')
  await send(setting, 4)
  const tookAgain = () => takingsOf(old).some(({ partition, nextOffset }) => nextOffset! >= ends[partition!]!)
  await until('the old owner ends or takes again', () => !old.isAlive() || tookAgain(), old, takeover)
  // The last thing that a zombie was about to do may be to fence: then the other process is the one that ends.
  await untilAllCommitted(setting, takeover, old)
  for (const process of [old, takeover]) {
    if (process.isAlive()) expect((await stopPipeline(process)).code).toBe(0)
    else await expectFenced(process)
  }
  return finished(setting)
}

const expectFenced = async ({ ended }: PipelineProcess) => {
  const { code, stderr } = await ended
  const lastLine = stderr.trimEnd().split('\n').at(-1)!
  expect(code, stderr).toBe(1)
  expect(lastLine).toMatch(/taken over|took it over/)
}

const finished = async ({ log, url, topic, storage }: Setting): Promise<WholeOutcome> => {
  const args = ['--log', url, '--topic', topic, '--group', topic, '--storage', storage, '--until-end']
  const { code, stderr } = await runCommand('pipeline', ...args)
  expect(code, stderr).toBe(0)
  return outcomeOf(log, topic, storage)
}

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tideline-zombies-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

/** Makes a topic with wave 1, and another one with all waves, whose outcome is what every zombie's has to be. */
const newSetting = async (log: EventLog, url: string, partitions: number): Promise<Setting> => {
  const topic = unique('events')
  await log.ensureTopic({ name: topic, partitions })
  const setting = { log, url, topic, partitions, storage: join(folder, topic) }
  await send(setting, 1)
  return setting
}

const controlOf = async (log: EventLog, url: string, partitions: number): Promise<WholeOutcome> => {
  const setting = await newSetting(log, url, partitions)
  for (const wave of [2, 3, 4]) await send(setting, wave)
  return uninterrupted(log, setting.topic, join(folder, unique('control')))
}

describe('a process that wakes up after another took its partition, on the embedded log', () => {
  // One partition: a process that stops at one partition's files may hold the write lock for the commit of another.
  const PARTITIONS = 1
  let control: WholeOutcome

  const withLog = async (step: (setting: Setting) => Promise<void>) => {
    const path = join(folder, unique('log'))
    const log = await openEmbeddedLog(path)
    try {
      await step(await newSetting(log, `lmdb:${path}`, PARTITIONS))
    } finally {
      await log.close()
    }
  }
  beforeAll(async () => {
    const log = await openEmbeddedLog(join(folder, 'pattern'))
    control = await controlOf(log, '', PARTITIONS)
    await log.close()
  })

  it.concurrent.each(COMMIT)('stopped in a commit %s, changes no row', (_, when, operation) =>
    withLog(async (setting) => {
      const old = await stoppedInCommit(setting, { when, operation, from: 'signal' })
      expectSameOutcome(await zombieWakesUp(setting, old), control)
    }))

  it.concurrent.each(RECOVERY)('stopped in recovery %s, changes no row', (_, when, operation) =>
    withLog(async (setting) => {
      const old = await stoppedInRecovery(setting, { when, operation, from: 'start' })
      expectSameOutcome(await zombieWakesUp(setting, old), control)
    }))
})

const missing = javaAndMaven()
if (missing !== null) console.warn(`Skipped, zombies on a real Kafka broker: ${missing}.`)

describe.skipIf(missing !== null)('a process that wakes up after another took its partitions, on Kafka', () => {
  const PARTITIONS = 2
  let broker: KafkaBroker
  let log: EventLog
  let control: WholeOutcome
  beforeAll(async () => {
    broker = await startKafkaBroker({ version: '4.4.0' })
    log = await openKafkaLog({ brokers: broker.brokers })
    control = await controlOf(log, broker.url, PARTITIONS)
  })
  afterAll(async () => {
    await log?.close()
    await broker?.stop()
  })

  it.concurrent.each([
    ...COMMIT,
    ...TRANSACTION,
  ])('stopped in a commit %s, changes no row', async (_, when, operation) => {
    const setting = await newSetting(log, broker.url, PARTITIONS)
    const old = await stoppedInCommit(setting, { when, operation, from: 'signal' })
    expectSameOutcome(await zombieWakesUp(setting, old), control)
  })

  it.concurrent.each([...FENCE, ...RECOVERY])('stopped in recovery %s, changes no row', async (_, when, operation) => {
    const setting = await newSetting(log, broker.url, PARTITIONS)
    const old = await stoppedInRecovery(setting, { when, operation, from: 'start' })
    expectSameOutcome(await zombieWakesUp(setting, old), control)
  })
})
