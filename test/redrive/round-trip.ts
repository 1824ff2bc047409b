import { writeFile } from 'node:fs/promises'
import { isLeft } from 'fp-ts/lib/Either.js'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { eventsTopic } from '../../src/cli/events-topic.ts'
import { openLog } from '../../src/cli/open-log.ts'
import { LogUrl } from '../../src/config/log-url.ts'
import type { EventLog } from '../../src/log/event-log.ts'
import type { OutgoingRecord } from '../../src/log/record-batch.ts'
import { pipelineFolder } from '../cli/pipeline-fixture.ts'
import type { ParquetRow } from '../support/read-parquet.ts'
import { runCommand } from '../support/run-command.ts'
import { brokenEvents, TRANSFORM } from './broken-events.ts'

export interface RoundTrip {
  readonly events: number
  readonly broken: number
  /** A log for the run that was right from the start, and one for the other: names of embedded ones, or URLs, which may be the same. */
  readonly logs: () => { readonly clean: string; readonly dirty: string }
}

const PARTITIONS = 4
const APPENDED_AT_ONCE = 5_000

const open = (url: string): Promise<EventLog> => {
  const location = LogUrl.decode(url)
  if (isLeft(location)) throw new Error(`${url} is no log`)
  return openLog(location.right)
}

const append = async (url: string, topic: string, records: readonly OutgoingRecord[]) => {
  const log = await open(url)
  try {
    await log.ensureTopic(eventsTopic(topic, PARTITIONS))
    for (let n = 0; n < records.length; n += APPENDED_AT_ONCE)
      await log.append(topic, records.slice(n, n + APPENDED_AT_ONCE))
  } finally {
    await log.close()
  }
}

/**
 * What T6 promises of dead letters: broken events, mended and redriven behind everything else, lead to the counts of a run in which
 * they had been right from the start; in results and corrections together, by partition, tenant, type and window.
 */
export const redriveRoundTrip = ({ events, broken, logs }: RoundTrip): void => {
  const { at, urlOf, untilEnd, rowsOf, verified } = pipelineFolder()
  const sample = brokenEvents(events, broken, PARTITIONS, 7)
  let [clean, dirty] = ['', '']

  const redrive = async (...more: readonly string[]) => {
    const flags = [
      '--log',
      urlOf(dirty),
      '--topic',
      'dirty_dlq',
      '--events-topic',
      'dirty',
      '--group',
      'dirty',
      '--json',
      ...more,
    ]
    const { code, stdout, stderr } = await runCommand('dlq', 'redrive', ...flags)
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    return JSON.parse(stdout) as Record<string, unknown>
  }
  const counts = async (storage: string) =>
    summedUp([
      ...(await rowsOf(storage, 'rolling_window_results')),
      ...(await rowsOf(storage, 'late_window_corrections')),
    ])

  beforeAll(async () => {
    ;({ clean, dirty } = logs())
    await append(urlOf(clean), 'clean', sample.clean)
    await append(urlOf(dirty), 'dirty', sample.dirty)
    await writeFile(at('mend.mjs'), TRANSFORM)
  }, 300_000)

  it('equals the run in which the events had been right from the start', { timeout: 300_000 }, async () => {
    await untilEnd('clean', clean, '--topic', 'clean')
    expect(await untilEnd('dirty', dirty, '--topic', 'dirty')).toMatchObject({
      records: events,
      events: events - broken,
    })
    expect(await counts('dirty')).not.toEqual(await counts('clean'))

    expect(await redrive('--dry-run')).toMatchObject({ meant: broken, passes: 0 })
    const mend = ['--transform', at('mend.mjs'), '--rate', '100000']
    expect(await redrive('--dry-run', ...mend)).toMatchObject({ meant: broken, passes: broken, redriven: 0 })
    expect(await redrive(...mend)).toMatchObject({ meant: broken, redriven: broken, parked: 0 })
    expect(await redrive(...mend)).toMatchObject({ meant: 0, redriven: 0 })

    expect(await untilEnd('dirty', dirty, '--topic', 'dirty')).toMatchObject({ records: broken, events: broken })
    expect(await counts('dirty')).toEqual(await counts('clean'))
    expect(await verified('dirty', dirty)).toBe('')
  })

  it('sends a letter back with its key and headers, and with where it comes from', { timeout: 60_000 }, async () => {
    const log = await open(urlOf(dirty))
    afterAll(() => log.close())
    const redriven: (readonly string[])[] = []
    for await (const { partition, batch } of log.read('dirty', (await log.bounds('dirty'))!))
      for (let i = 0; i < batch.count; i++) {
        const names = batch.headers(i).map(({ key }) => key)
        if (!names.includes('tideline.redrive')) continue
        redriven.push(names)
        const { tenant_id } = JSON.parse(batch.value(i)!.toString('utf8'))
        expect(batch.key(i)!.toString('utf8')).toBe(tenant_id)
        expect(partition).toBe(sample.clean.find(({ key }) => key!.equals(batch.key(i)!))!.partition)
      }
    expect(redriven).toHaveLength(broken)
    expect(redriven).toEqual(Array.from({ length: broken }, () => ['trace', 'tideline.redrive']))
  })
}

/** Occurrences and the last event's time by partition, tenant, type and window, whichever data set they are in. */
const summedUp = (rows: readonly ParquetRow[]): ReadonlyMap<string, string> => {
  const sums = new Map<string, { occurrences: number; lastMs: number }>()
  for (const { partition, tenant, event_type, window_start, occurrences, last_event_ts } of rows) {
    const key = JSON.stringify([partition, tenant, event_type, window_start])
    const sum = sums.get(key) ?? { occurrences: 0, lastMs: 0 }
    sum.occurrences += Number(occurrences)
    sum.lastMs = Math.max(sum.lastMs, Number(last_event_ts))
    sums.set(key, sum)
  }
  return new Map(
    [...sums].sort(([one], [other]) => (one < other ? -1 : 1)).map(([key, sum]) => [key, JSON.stringify(sum)]),
  )
}
