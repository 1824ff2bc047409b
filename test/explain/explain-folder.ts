import { expect } from 'vitest'
import { openEmbeddedLog } from '../../src/log/embedded-log.ts'
import { pipelineFolder } from '../cli/pipeline-fixture.ts'
import { eventJson } from '../support/events.ts'
import { type Ended, runCommand } from '../support/run-command.ts'

/** The start of the window that the tests ask about. */
export const START_MS = Date.parse('2015-05-17T10:05:00Z')

export interface Appended {
  /** Seconds after the window's start; null: no event. */
  readonly at: number | null
  readonly tenant?: string
  readonly type?: string
  readonly partition?: number
  /** The record's own time, seconds after the window's start; that of its event where absent. */
  readonly recordAt?: number
}

/** Embedded logs with records at known offsets, storage folders beside them, and what `npm run explain` says of them. */
export const explainFolder = () => {
  const folder = pipelineFolder()
  const explain = (storage: string, log: string, ...more: readonly string[]): Promise<Ended> =>
    runCommand('explain', '--log', `lmdb:${folder.at(log)}`, '--storage', folder.at(storage), ...more)
  const ok = async (...args: Parameters<typeof explain>): Promise<string> => {
    const { code, stdout, stderr } = await explain(...args)
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    return stdout
  }
  return {
    ...folder,
    explain,
    append: async (name: string, records: readonly Appended[], partitions = 1): Promise<void> => {
      const log = await openEmbeddedLog(folder.at(name))
      try {
        await log.ensureTopic({ name: 'events', partitions })
        await log.append('events', records.map(outgoing))
      } finally {
        await log.close()
      }
    },
    /** Of tenant `a` and type `view`, in the window that starts so many seconds after START_MS. */
    textOf: (storage: string, log: string, windowAt: number, ...more: readonly string[]) =>
      ok(storage, log, ...numberFlags(windowAt), ...more),
    jsonOf: async (storage: string, log: string, windowAt: number, ...more: readonly string[]) =>
      JSON.parse(await ok(storage, log, ...numberFlags(windowAt), '--json', ...more)),
  }
}

export const numberFlags = (windowAt: number): string[] => [
  '--tenant',
  'a',
  '--type',
  'view',
  '--window',
  isoAt(windowAt),
]

export const isoAt = (seconds: number): string => new Date(START_MS + seconds * 1_000).toISOString().replace('.000', '')

const outgoing = ({ at, tenant = 'a', type = 'view', partition = 0, recordAt = at ?? 0 }: Appended) => ({
  partition,
  key: null,
  value: Buffer.from(at === null ? '{' : eventJson(START_MS + at * 1_000, { tenant_id: tenant, event_type: type })),
  headers: [],
  timestampMs: START_MS + recordAt * 1_000,
})
