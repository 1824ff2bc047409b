import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { CHECKPOINT_DIRECTORY } from '../../src/checkpoint/checkpoint.ts'
import { stageRecords } from './stage-records.ts'
import { STAGES } from './stages.ts'

const deliveries = stageRecords({ events: 20_000, tenants: 5, seed: 7 })

let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tideline-stages-'))
})
afterEach(() => rm(folder, { recursive: true }))

it('sends every record all the way: the last three stages find the same rows, and books that balance', async () => {
  const rows = await Promise.all(STAGES.map(({ run }) => run(deliveries, folder)))
  expect(STAGES.map(({ name }) => name).slice(-3)).toEqual(['dead letters, pending', 'encode', 'commit'])
  expect(rows.slice(0, 6)).toEqual([null, null, null, null, null, null])
  expect(rows[6]).toBeGreaterThan(0)
  expect(rows.slice(7)).toEqual([rows[6], rows[6]])
})

it('commits to the folder that it is given', async () => {
  await STAGES.at(-1)!.run(deliveries, folder)
  expect(await readdir(folder)).toContain('rolling_window_results.parquet')
  expect(await readdir(join(folder, CHECKPOINT_DIRECTORY))).toHaveLength(1)
})

it('has batches of all records, at consecutive offsets', () => {
  expect(deliveries.reduce((sum, { batch }) => sum + batch.count, 0)).toBe(20_000)
  expect(deliveries.at(-1)!.batch.nextOffset).toBe(20_000)
})
