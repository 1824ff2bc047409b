import { expect, it } from 'vitest'
import { stageRecords } from './stage-records.ts'
import { STAGES } from './stages.ts'

const deliveries = stageRecords(20_000, 5, 7)

it('sends every record all the way: the last two stages find the same rows, and books that balance', async () => {
  const rows = await Promise.all(STAGES.map(({ run }) => run(deliveries)))
  expect(rows.slice(0, 4)).toEqual([null, null, null, null])
  expect(rows[4]).toBeGreaterThan(0)
  expect(rows[5]).toBe(rows[4])
})

it('has batches of all records, at consecutive offsets', () => {
  expect(deliveries.reduce((sum, { batch }) => sum + batch.count, 0)).toBe(20_000)
  expect(deliveries.at(-1)!.batch.nextOffset).toBe(20_000)
})
