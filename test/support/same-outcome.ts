import { join } from 'node:path'
import { expect } from 'vitest'
import { openEmbeddedLog } from '../../src/log/embedded-log.ts'
import type { EventLog, PartitionBounds } from '../../src/log/event-log.ts'
import { lettersIn } from '../torture/letters.ts'
import { type Outcome, readOutcome } from '../torture/outcome.ts'
import { runCommand } from './run-command.ts'

/** What a pipeline has made of a topic, as far as rule T12 lets two runs be compared. */
export interface WholeOutcome extends Outcome {
  /** Partition, offset, reason and a digest of each dead letter, in one order. */
  readonly deadLetters: readonly string[]
}

/** Its problems are only to be taken as such where the pipeline is through: `--until-end` was the last thing that was run. */
export const outcomeOf = async (log: EventLog, topic: string, storage: string): Promise<WholeOutcome> => {
  const deadLetterTopic = `${topic}_dlq`
  const letters = await lettersIn(log, deadLetterTopic, (await log.bounds(deadLetterTopic)) ?? [])
  const withoutTopic = letters.map((letter) => letter.slice(`${topic} `.length))
  return { ...(await readOutcome(storage)), deadLetters: withoutTopic.sort() }
}

/** Commits whose books overlap: records that were counted twice. Also of a pipeline that is not through. */
export const overlaps = ({ problems }: WholeOutcome): readonly string[] =>
  problems.filter((problem) => problem.includes(' overlaps '))

/** The same rows and dead letters, each once, and books without an overlap or a gap that held pairs. */
export const expectSameOutcome = (outcome: WholeOutcome, control: WholeOutcome): void => {
  expect(outcome.problems).toEqual([])
  expect(outcome.rows).toEqual(control.rows)
  expect(outcome.deadLetters).toEqual(control.deadLetters)
}

/** What one process makes of the same records, uninterrupted, on an embedded log of its own below `folder`. */
export const uninterrupted = async (log: EventLog, topic: string, folder: string): Promise<WholeOutcome> => {
  const [path, storage] = [join(folder, 'control-log'), join(folder, 'control')]
  const bounds = (await log.bounds(topic)) ?? []
  const control = await openEmbeddedLog(path)
  try {
    await copy(log, topic, bounds, control)
    const args = ['--log', `lmdb:${path}`, '--topic', topic, '--group', 'control', '--storage', storage, '--until-end']
    const { code, stderr } = await runCommand('pipeline', ...args)
    if (code !== 0) throw new Error(`the control run failed: ${stderr}`)
    return await outcomeOf(control, topic, storage)
  } finally {
    await control.close()
  }
}

const copy = async (log: EventLog, topic: string, bounds: readonly PartitionBounds[], to: EventLog) => {
  await to.ensureTopic({ name: topic, partitions: bounds.length })
  for await (const { partition, batch } of log.read(topic, bounds)) {
    const records = Array.from({ length: batch.count }, (_, i) => ({
      partition,
      key: batch.key(i),
      value: batch.value(i),
      headers: batch.headers(i),
      timestampMs: batch.timestampMs(i),
    }))
    await to.append(topic, records)
  }
}
