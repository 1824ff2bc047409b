import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect } from 'vitest'
import { DATA_SET_NAMES, type DataSetName } from '../../src/sink/data-set.ts'
import { readDataSet } from '../../src/sink/read-parquet.ts'
import type { Summary } from '../../src/summary.ts'
import type { ClocksJson } from '../../src/time/clocks-json.ts'
import type { ParquetRow } from '../support/read-parquet.ts'
import { type RunningCommand, runCommand, startCommand } from '../support/run-command.ts'

const ACCESS_EVENTS = new URL('../../../shared/data/access-events.ndjson', import.meta.url).pathname

/** What `--json` prints. */
type PrintedSummary = Omit<Summary, 'clocks'> & { readonly clocks: ClocksJson }

/** False where the real events are not there, said once. In CI they have to be. */
export const hasAccessEvents = (): boolean => {
  const isThere = existsSync(ACCESS_EVENTS)
  if (!isThere && process.env.CI) throw new Error(`${ACCESS_EVENTS} is missing, and CI requires it`)
  if (!isThere) console.warn(`skipped: ${ACCESS_EVENTS} is missing`)
  return isThere
}

/** A log with the real events, and storage folders next to it, for the tests of one file. */
export const pipelineFolder = () => {
  let folder = ''
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tideline-pipeline-'))
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))
  const at = (name: string) => join(folder, name)

  /** A log is a name of an embedded one in this folder, or a URL. */
  const urlOf = (log: string) => (log.includes('://') ? log : `lmdb:${at(log)}`)
  const argsOf = (storage: string, log: string, more: readonly string[]) => [
    '--log',
    urlOf(log),
    '--storage',
    at(storage),
    ...more,
  ]
  return {
    at,
    urlOf,
    produce: async (log: string, ...more: readonly string[]) => {
      const { code, stderr } = await runCommand('produce', '--log', urlOf(log), ...more)
      expect({ code, stderr }).toMatchObject({ code: 0 })
    },
    produceAccessEvents: async (log: string) => {
      const { code, stderr } = await runCommand('produce', '--log', urlOf(log), '--file', ACCESS_EVENTS)
      expect({ code, stderr }).toMatchObject({ code: 0 })
    },
    /** A live pipeline, in a group of the storage's own name. */
    start: (storage: string, log: string, ...more: readonly string[]): RunningCommand =>
      startCommand('pipeline', argsOf(storage, log, ['--group', storage, ...more])),
    /** Runs it to the end of the log; what it says that it did. */
    untilEnd: async (storage: string, log: string, ...more: readonly string[]): Promise<PrintedSummary> => {
      const args = argsOf(storage, log, ['--group', storage, '--until-end', '--json', ...more])
      const { code, stdout, stderr } = await runCommand('pipeline', ...args)
      expect({ code, stderr }).toMatchObject({ code: 0 })
      return JSON.parse(stdout)
    },
    /** Compares it with all that the log holds: what `npm run verify` has against it, if anything. */
    verified: async (storage: string, log: string): Promise<string> => {
      const { code, stdout, stderr } = await runCommand('verify', '--log', urlOf(log), '--storage', at(storage))
      return code === 0 ? '' : stdout + stderr
    },
    rowsOf: async (storage: string, dataSet: DataSetName): Promise<ParquetRow[]> => {
      const rows: ParquetRow[] = []
      for await (const row of readDataSet(at(storage), dataSet)) rows.push(row)
      return rows
    },
  }
}

/** The only files that a storage may hold, whatever the events say. */
export const LAYOUT = new RegExp(
  `^(_pipeline\\.json|\\.breadcrumbs/p\\d+\\.json|\\.checkpoints/p\\d+-\\d{6,}-[0-9a-f]{8}\\.json|(${DATA_SET_NAMES.join('|')})\\.parquet/date=\\d{4}-\\d\\d-\\d\\d/p\\d+-\\d{6,}-[0-9a-f]{8}\\.parquet)$`,
)
