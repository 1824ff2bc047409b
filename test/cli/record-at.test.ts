import { describe, expect, it } from 'vitest'
import { recordAt } from '../../src/cli/dlq/record-at.ts'
import type { EventLog, PartitionBounds } from '../../src/log/event-log.ts'
import { batchOf } from '../support/events.ts'

/** Offsets 10 and 12 of one partition; 11 is a mark of the log's own. */
const bounds: PartitionBounds[] = [{ partition: 0, startOffset: 10, endOffset: 13 }]
const read = async function* (_: string, [range]: readonly PartitionBounds[]) {
  const offsets = [10, 12].filter((offset) => offset >= range!.startOffset && offset < range!.endOffset)
  for (const baseOffset of offsets) yield { partition: 0, batch: batchOf([`at ${baseOffset}`], { baseOffset }) }
}
const at = (offset: number, partition = 0) =>
  recordAt({ log: { read } as unknown as EventLog, topic: 'events_dlq', bounds }, { partition, offset })

describe('the record at a place', () => {
  it('is the one there', async () => {
    expect(await at(12)).toMatchObject({ topic: 'events_dlq', partition: 0, offset: 12, value: Buffer.from('at 12') })
  })

  it.each([
    [9, 'the record 0:9 is gone: partition 0 of events_dlq begins with offset 10, the log has deleted what was before'],
    [
      11,
      'there is no record at 0:11 of events_dlq: the log has a mark of its own there, or a record that never was committed',
    ],
    [13, 'there is no record 0:13 yet: partition 0 of events_dlq ends with offset 12'],
  ])('is none at offset %i, and it says why', async (offset, message) => {
    await expect(at(offset)).rejects.toThrow(message)
  })

  it('is none in a partition that is not there', async () => {
    await expect(at(10, 1)).rejects.toThrow('there is no partition 1 in the topic events_dlq, which has 1')
  })
})
