import { writeFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { originOf } from '../../src/dead-letter/headers.ts'
import { openEmbeddedLog } from '../../src/log/embedded-log.ts'
import { eventJson } from '../support/events.ts'
import { occurrencesOf } from '../support/published.ts'
import { runCommand } from '../support/run-command.ts'
import { pipelineFolder } from './pipeline-fixture.ts'

const { at, produce, untilEnd, rowsOf } = pipelineFolder()
const DIE_AT_POISON = `--import=${new URL('../support/die-at-poison.mjs', import.meta.url)}`

/** Starts the pipeline again, as a supervisor would, until it gets to the end of the log; how often it died before. */
const deathsUntilTheEnd = async (storage: string): Promise<number> => {
  const args = ['--log', `lmdb:${at('log')}`, '--storage', at(storage), '--group', storage, '--until-end']
  process.env.NODE_OPTIONS = DIE_AT_POISON
  try {
    for (let deaths = 0; deaths < 10; deaths++) {
      const { code, signal, stderr } = await runCommand('pipeline', ...args)
      if (code === 0) return deaths
      expect({ signal, stderr }).toMatchObject({ signal: 'SIGKILL' })
    }
    throw new Error('it dies again and again')
  } finally {
    delete process.env.NODE_OPTIONS
  }
}

describe('pipeline, at records that kill the process,', { timeout: 120_000 }, () => {
  it('makes dead letters of them, unread, and counts all others (R7)', async () => {
    const lines = Array.from({ length: 200 }, (_, i) => eventJson(i * 100, { event_type: `type_${i}` }))
    const poison = [70, 150].map((i) => {
      lines[i] = eventJson(i * 100, { event_type: `venomous_${i}` })
      return lines[i]
    })
    await writeFile(at('events.ndjson'), `${lines.join('\n')}\n`)
    await produce('log', '--file', at('events.ndjson'), '--partitions', '1')
    // Found in its batch, then it is looked at alone, then once more.
    expect(await deathsUntilTheEnd('poisoned')).toBe(6)
    expect(occurrencesOf(await rowsOf('poisoned', 'rolling_window_results'))).toBe(198 * 5)

    const log = await openEmbeddedLog(at('log'))
    const ranges = (await log.bounds('events_dlq')) ?? []
    const letters = []
    for await (const { batch } of log.read('events_dlq', ranges))
      for (let i = 0; i < batch.count; i++) letters.push({ value: batch.value(i), origin: originOf(batch.headers(i)) })
    await log.close()
    expect(letters.map(({ origin }) => [origin?.offset, origin?.reason])).toEqual([
      [70, 'crash_suspect'],
      [150, 'crash_suspect'],
    ])
    expect(letters.map(({ value }) => value)).toEqual(poison.map((line) => Buffer.from(line ?? '')))
    expect(await untilEnd('poisoned', 'log')).toMatchObject({ records: 0 })
  })
})
