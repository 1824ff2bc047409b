import { cp, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect } from 'vitest'
import { createLogger } from '../../src/cli/logger.ts'
import { pipelineView } from '../../src/cli/pipeline-view.ts'
import { runToSummary } from '../../src/cli/run-to-summary.ts'
import { statusLine } from '../../src/cli/status-line.ts'
import { PIPELINE_FLAGS } from '../../src/config/command-flags.ts'
import { readConfig } from '../../src/config.ts'
import { LiveRun } from '../../src/live/live-run.ts'
import { openEmbeddedLog } from '../../src/log/embedded-log.ts'
import type { EventLog } from '../../src/log/event-log.ts'
import { routeRecord } from '../../src/produce/route-record.ts'
import { nodeFileSystem } from '../../src/sink/node-file-system.ts'
import type { Difference } from '../../src/verify/difference.ts'
import { refuseOtherLogs, storageIdentity } from '../../src/verify/storage-identity.ts'
import { type StorageCheck, verifyStorage } from '../../src/verify/verify-storage.ts'
import type { Line } from './random-lines.ts'

const settingsOf = (storage: string, topic: string, more: readonly string[]) => {
  const args = ['--topic', topic, '--group', basename(storage), '--storage', storage, ...more]
  const read = readConfig({ name: 'pipeline', summary: '', flags: PIPELINE_FLAGS }, args, {})
  if (read.kind !== 'config') throw new Error(JSON.stringify(read))
  return read.config
}

const around = (stop: AbortSignal, settings: ReturnType<typeof settingsOf>) => ({
  live: new LiveRun(pipelineView(settings, 0)),
  logger: createLogger('warn'),
  line: statusLine({ write: () => {} }),
  stop,
})

const NEVER = new AbortController().signal

/** An embedded log in a folder, and storage folders next to it that a pipeline in this process writes. */
export const verifyFolder = () => {
  let folder = ''
  let log: EventLog
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tideline-verify-'))
    log = await openEmbeddedLog(join(folder, 'log'))
  })
  afterAll(async () => {
    await log.close()
    await rm(folder, { recursive: true, force: true })
  })
  const at = (name: string) => join(folder, name)

  return {
    at,
    log: () => log,
    /** Appends lines in batches of 250: a commit can be due behind each. */
    send: async (topic: string, partitions: number, lines: readonly Line[]) => {
      await log.ensureTopic({ name: topic, partitions })
      for (let i = 0; i < lines.length; i += 250) {
        const some = lines.slice(i, i + 250)
        await log.append(
          topic,
          some.map((line) => ({ ...line, ...routeRecord(line.value, partitions), headers: [] })),
        )
      }
    },
    /** Runs a pipeline to the end of a topic, in a group of the storage's own name. */
    untilEnd: (storage: string, topic: string, more: readonly string[] = [], otherwise: Partial<EventLog> = {}) => {
      const settings = settingsOf(at(storage), topic, ['--until-end', ...more])
      return runToSummary({ ...log, ...otherwise }, settings, around(NEVER, settings))
    },
    /** Runs a live pipeline until so many records are committed, and stops it: windows stay open. */
    untilCommitted: async (storage: string, topic: string, records: number, more: readonly string[] = []) => {
      const stop = new AbortController()
      const settings = settingsOf(at(storage), topic, ['--commit-interval', '50ms', ...more])
      const running = runToSummary(log, settings, around(stop.signal, settings))
      const committed = async () =>
        (await log.committed(topic, storage)).reduce((sum, position) => sum + (position?.offset ?? 0), 0)
      while ((await committed()) < records) await sleep(20)
      stop.abort()
      return running
    },
    /** What is found in a storage folder, by this log or by what stands in for it. */
    verify: async (storage: string, otherwise: Partial<EventLog> = {}, show = 20): Promise<StorageCheck> => {
      const fileSystem = nodeFileSystem(at(storage))
      const identity = await storageIdentity(fileSystem, at(storage))
      const asked = { ...log, ...otherwise }
      await refuseOtherLogs(identity, asked)
      return verifyStorage(
        {
          ...{ log: asked, fileSystem, identity, show, maxFutureMs: 300_000 },
          deadLetterTopic: `${identity.topic}_dlq`,
          pause: async () => {},
        },
        { onTotal: () => {}, onRecords: () => {}, onPartition: () => {} },
      )
    },
    /** A copy of a storage folder with something done to it. */
    altered: async (storage: string, name: string, alter: (folder: string) => Promise<unknown>): Promise<string> => {
      await cp(at(storage), at(name), { recursive: true })
      await alter(at(name))
      return name
    },
  }
}

/** The paths of a data set's parts within a storage folder, sorted. */
/** None where there was no row: a directory that has no rows yet does not exist yet. */
export const partsOf = async (storage: string, dataSet: string): Promise<string[]> => {
  const names = await readdir(join(storage, `${dataSet}.parquet`), { recursive: true }).catch((error: Error) => {
    if ('code' in error && error.code === 'ENOENT') return []
    throw error
  })
  return names
    .filter((name) => name.endsWith('.parquet'))
    .map((name) => join(storage, `${dataSet}.parquet`, name))
    .sort()
}

export const expectNone = ({ differences }: StorageCheck): void => {
  expect(differences.first).toEqual([])
  expect(differences.total).toBe(0)
}

/** Differences as short texts: what is wrong, what it has to be, what it is. */
export const texts = (differences: readonly Difference[]): string[] =>
  differences.map(({ what, expected, found }) => `${what}: ${expected}, not ${found}`)
