import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { EventLog } from '../../src/log/event-log.ts'
import { openKafkaLog } from '../../src/log/kafka-log.ts'
import { type Random, seededRandom } from '../../src/produce/random.ts'
import { javaAndMaven, type KafkaBroker, startKafkaBroker } from '../support/kafka-broker.ts'
import { committedTo, type PipelineProcess, startPipeline, stopPipeline, until } from '../support/pipeline-process.ts'
import { runCommand } from '../support/run-command.ts'
import { expectSameOutcome, outcomeOf, uninterrupted } from '../support/same-outcome.ts'
import { eventWaves, sendWave } from '../support/waves.ts'

const SEED = Number(process.env.TRIAL_SEED ?? 17)
const PARTITIONS = 4
const PROCESSES = 3
const CHANGES = 20
const TOPIC = 'events'
const LONGEST_PAUSE_MS = 4_000

const missing = javaAndMaven()
if (missing !== null) console.warn(`Skipped, rebalances on a real Kafka broker: ${missing}.`)

/** Three places for processes, each taken by one, joined and left at random; keeps all that have ever been. */
const crew = (start: () => PipelineProcess, random: Random) => {
  const places: (PipelineProcess | null)[] = Array.from({ length: PROCESSES }, () => null)
  const all: PipelineProcess[] = []
  const counts = { joined: 0, left: 0, killed: 0 }
  const join = (place: number) => {
    const process = start()
    places[place] = process
    all.push(process)
    counts.joined++
  }
  const part = (place: number, process: PipelineProcess) => {
    const isKilled = random.unit() < 0.5
    process.child.kill(isKilled ? 'SIGKILL' : 'SIGTERM')
    places[place] = null
    if (isKilled) counts.killed++
    else counts.left++
  }
  return {
    all,
    counts,
    change: () => {
      const place = random.below(PROCESSES)
      const process = places[place]
      if (process?.isAlive()) part(place, process)
      else join(place)
    },
    fill: () => {
      for (const [place, process] of places.entries()) if (!process?.isAlive()) join(place)
    },
  }
}

/** Where a process committed a partition from another offset than the one that it had recovered or committed last: R3 and R5 broken. */
const unrecovered = ({ lines }: PipelineProcess): readonly string[] => {
  const stands = new Map<number, number>()
  return lines.flatMap(({ partition, nextOffset, partsFinished, books }) => {
    if (partsFinished !== undefined) stands.set(partition!, nextOffset!)
    if (books === undefined) return []
    const stood = stands.get(books.partition)
    stands.set(books.partition, books.toOffset)
    return stood === books.fromOffset
      ? []
      : [`partition ${books.partition}: from ${books.fromOffset}, stood at ${stood}`]
  })
}

describe.skipIf(missing !== null)('three processes that join, leave and are killed', () => {
  let folder: string
  let broker: KafkaBroker
  let log: EventLog
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tideline-rebalances-'))
    broker = await startKafkaBroker({ version: '4.4.0' })
    log = await openKafkaLog({ brokers: broker.brokers })
    await log.ensureTopic({ name: TOPIC, partitions: PARTITIONS })
  })
  afterAll(async () => {
    await log?.close()
    await broker?.stop()
    await rm(folder, { recursive: true, force: true })
  })

  it('lose nothing and double nothing while a producer goes on', async () => {
    const storage = join(folder, 'storage')
    const args = ['--log', broker.url, '--topic', TOPIC, '--group', 'crew', '--storage', storage]
    const random = seededRandom(SEED)
    const { all, counts, change, fill } = crew(() => startPipeline(args), random)

    const waves = eventWaves(SEED, 400, 25)
    let isOver = false
    const producing = (async () => {
      for (const wave of waves) {
        if (isOver) return
        await sendWave(log, TOPIC, PARTITIONS, wave)
        await sleep(250)
      }
    })()
    fill()
    for (let i = 0; i < CHANGES; i++) {
      await sleep(random.below(LONGEST_PAUSE_MS))
      change()
    }
    fill()
    isOver = true
    await producing
    const bounds = (await log.bounds(TOPIC))!
    const isDone = () => bounds.every(({ partition, endOffset }) => committedTo(partition, ...all) >= endOffset)
    await until('all is committed', isDone, ...all.filter((process) => process.isAlive()))

    const alive = all.filter((process) => process.isAlive())
    await Promise.all(alive.map(stopPipeline))
    const ended = await Promise.all(all.map((process) => process.ended))
    const failed = ended.filter(({ code }) => code !== 0 && code !== null)
    console.log(`seed ${SEED}: ${JSON.stringify(counts)}, ${failed.length} processes ended by themselves`)
    for (const { stderr } of failed) console.log(stderr.trimEnd().split('\n').at(-1))
    expect(all.flatMap(unrecovered)).toEqual([])

    const { code, stderr } = await runCommand('pipeline', ...args, '--until-end')
    expect(code, stderr).toBe(0)
    expectSameOutcome(await outcomeOf(log, TOPIC, storage), await uninterrupted(log, TOPIC, folder))
  })
})
