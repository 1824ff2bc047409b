import { writeFile } from 'node:fs/promises'
import { beforeAll, describe, expect, it } from 'vitest'
import type { PartitionView, StatusView } from '../../src/live/status-view.ts'
import type { WindowsView } from '../../src/live/windows-view.ts'
import { DATA_SET_NAMES } from '../../src/sink/data-set.ts'
import type { ParquetRow } from '../../src/sink/read-parquet.ts'
import { HOSTILE_NAMES } from '../serve/hostile-names.ts'
import { eventJson } from '../support/events.ts'
import type { RunningCommand } from '../support/run-command.ts'
import { metricsOf, openStream, servedAt, statusOf, untilThere, windowsOf } from '../support/served-pipeline.ts'
import { pipelineFolder } from './pipeline-fixture.ts'

const { at, produce, start, rowsOf } = pipelineFolder()

/** Half a minute of events: few enough windows that a pipeline which catches up remembers all of them (slots.ts). */
const START_MS = Date.UTC(2026, 0, 1, 12)
const EVENTS = 3_000
const EVERY_MS = 10
const TENANTS = [...HOSTILE_NAMES, ...Array.from({ length: 20 }, (_, i) => `tenant_${i}`)]
const TYPES = ['view', 'click', '<b>buy</b>', '__proto__']
const BAD = 37

/** Each tenant has sessions, each type; every 50th event is 4 s late, so that its first windows are closed. */
const eventLines = (): readonly string[] =>
  Array.from({ length: EVENTS }, (_, i) => {
    const tenant = TENANTS[i % TENANTS.length]!
    const atMs = START_MS + i * EVERY_MS - (i % 50 === 49 ? 4_000 : 0)
    const round = Math.floor(i / TENANTS.length)
    const session = round % 8 === 0 ? 'session_start' : round % 8 === 3 ? 'session_end' : null
    return eventJson(atMs, {
      tenant_id: tenant,
      event_type: session ?? TYPES[(i * 7) % TYPES.length],
      payload: { session_id: `s${Math.floor(round / 8)}` },
    })
  })

/** All that there is to read is processed and committed. */
const isCommitted = ({ partitions }: StatusView): boolean =>
  partitions.length === 4 && partitions.every(({ committedOffset, endOffset }) => committedOffset === endOffset)

const untilCommitted = (url: string, running: RunningCommand): Promise<StatusView> =>
  untilThere(
    'all is committed',
    async () => {
      const status = await statusOf(url)
      return isCommitted(status) && status.totals.records === EVENTS + BAD ? status : null
    },
    running,
  )

/** Occurrences by what they are of, as text. */
type Counts = Readonly<Record<string, number>>

const add = (counts: Map<string, number>, key: readonly unknown[], n: number): void => {
  const name = JSON.stringify(key)
  if (n > 0) counts.set(name, (counts.get(name) ?? 0) + n)
}

/** Of the API's cells: by window, tenant and type, of windows that end by a time. */
const cellsOf = ({ windows, tenants, types }: WindowsView, toMs: number): Counts => {
  const counts = new Map<string, number>()
  for (const { startMs, cells } of windows)
    if (startMs + 10_000 <= toMs)
      cells.forEach((row, t) => {
        row.forEach((n, type) => {
          add(counts, [startMs, tenants[t], types[type]], n)
        })
      })
  return Object.fromEntries(counts)
}

const historyOf = ({ history, types }: WindowsView, toMs: number): Counts => {
  const counts = new Map<string, number>()
  history.occurrences.forEach((row, type) => {
    row.forEach((n, i) => {
      const startMs = history.startMs[i]!
      if (startMs + 10_000 <= toMs) add(counts, [startMs, types[type]], n)
    })
  })
  return Object.fromEntries(counts)
}

/** The same of rows of `rolling_window_results`, of windows that end by a time and start from another on. */
const resultsOf = (rows: readonly ParquetRow[], toMs: number, fromMs: number, byTenant: boolean): Counts => {
  const counts = new Map<string, number>()
  for (const { tenant, event_type, occurrences, window_start, window_end } of rows) {
    const startMs = Number(window_start)
    if (Number(window_end) > toMs || startMs < fromMs) continue
    add(counts, byTenant ? [startMs, tenant, event_type] : [startMs, event_type], Number(occurrences))
  }
  return Object.fromEntries(counts)
}

const lagOf = ({ nextOffset, endOffset }: PartitionView) => endOffset! - nextOffset

describe.each([1, 2])('what a pipeline in %i process(es) serves', { timeout: 60_000 }, (workers) => {
  const log = `log-${workers}`
  beforeAll(async () => {
    const bad = Array.from({ length: BAD }, (_, i) => (i % 2 === 0 ? '{' : eventJson(START_MS, { tenant_id: 7 })))
    await writeFile(at('events.ndjson'), [...eventLines(), ...bad].map((line) => `${line}\n`).join(''))
    await produce(log, '--file', at('events.ndjson'), '--partitions', '4')
  })

  it('is the same by API, stream and metrics, and as Parquet and summary have it', async () => {
    const storage = `live-${workers}`
    const running = start(
      storage,
      log,
      ...['--http', '127.0.0.1:0', '--json', '--workers', String(workers)],
      ...['--idle', 'off', '--commit-interval', '200ms'],
    )
    const url = await servedAt(running)
    const client = await openStream(url, '?top=100')
    await untilCommitted(url, running)
    const [status, windows, metrics] = await Promise.all([statusOf(url), windowsOf(url, '?top=100'), metricsOf(url)])
    const seen = client.views.length
    const streamed = await untilThere('the stream says more', () => client.views.slice(seen).at(1), running)
    const named = await windowsOf(url, `?tenant=${encodeURIComponent('__proto__')}`)
    const readiness = await fetch(`${url}/readyz`)
    running.child.kill('SIGTERM')
    const { code, stdout } = await running.ended
    expect(code).toBe(0)
    await client.over
    const summary = JSON.parse(stdout)
    const results = await rowsOf(storage, 'rolling_window_results')

    // One state, however it is asked for.
    expect(readiness.status).toBe(200)
    expect(status.problems).toEqual([])
    expect(status.workers.map(({ state }) => state)).toEqual(workers === 1 ? [] : ['running', 'running'])
    const { atMs: _, recordsPerSecond: __, lag, storageFreeBytes: ___, deadLetters, ...still } = status
    expect(streamed.status).toMatchObject({ ...still, lag: { records: 0, seconds: 0, etaSeconds: 0 } })
    expect(lag).toEqual({ records: 0, seconds: 0, etaSeconds: 0 })
    expect({ ...streamed.windows, atMs: 0 }).toEqual({ ...windows, atMs: 0 })
    expect(metrics.get('tideline_ready')).toBe(1)
    expect(metrics.get('tideline_records_total')).toBe(status.totals.records)
    expect(metrics.get('tideline_events_total')).toBe(status.totals.events)
    expect(metrics.get('tideline_late_pairs_total')).toBe(status.totals.latePairs)
    expect(metrics.get('tideline_commits_total')).toBeGreaterThanOrEqual(4)
    expect(metrics.get('tideline_sessions_completed_total')).toBe(status.sessions.completed)
    for (const [outcome, n] of Object.entries(status.sessions.unmatched))
      expect(metrics.get(`tideline_sessions_unmatched_total{outcome="${outcome}"}`)).toBe(n)
    for (const [reason, n] of Object.entries(deadLetters.byReason))
      expect(metrics.get(`tideline_dead_letters_total{reason="${reason}"}`)).toBe(n)
    for (const name of DATA_SET_NAMES)
      expect(metrics.get(`tideline_rows_total{data_set="${name}"}`)).toBe(status.totals.rows[name])
    for (const view of status.partitions) {
      const { partition, open, watermarkMs, stateBytes } = view
      expect(lagOf(view)).toBe(0)
      const of = (name: string) => metrics.get(`${name}{partition="${partition}"}`)
      expect(of('tideline_partition_lag_records')).toBe(0)
      expect(of('tideline_partition_watermark_seconds')).toBe(watermarkMs! / 1000)
      expect(of('tideline_open_windows')).toBe(open.windows)
      expect(of('tideline_open_sessions')).toBe(open.sessions)
      expect(of('tideline_state_bytes')).toBe(stateBytes)
      const labels = `group="${storage}",topic="events",partition="${partition}"`
      expect(metrics.get(`kafka_consumergroup_group_lag{${labels}}`)).toBe(0)
    }
    expect([...metrics.keys()].filter((name) => /script|tenant|evil|forged/.test(name))).toEqual([])

    // As the run said of itself at its end, and as its rows are.
    const { records, events, latePairs, rows, books } = status.totals
    expect(summary).toMatchObject({ records, events, latePairs, rows, books, deadLetters: deadLetters.byReason })
    expect({ records, events }).toEqual({ records: EVENTS + BAD, events: EVENTS })
    expect(latePairs).toBeGreaterThan(0)
    for (const name of DATA_SET_NAMES) expect(await rowsOf(storage, name)).toHaveLength(rows[name])

    // Closed windows: final, the same on the page and on disk (T3).
    const closedToMs = Math.min(...status.partitions.map(({ watermarkMs }) => watermarkMs!))
    const closedStarts = windows.windows.map(({ startMs }) => startMs).filter((ms) => ms + 10_000 <= closedToMs)
    expect(windows.isPartial).toBe(false)
    expect(windows.tenantsMatching).toBe(TENANTS.length)
    expect([...windows.tenants].sort()).toEqual([...TENANTS].sort())
    expect(closedStarts.length).toBeGreaterThan(3)
    expect(cellsOf(windows, closedToMs)).toEqual(resultsOf(results, closedToMs, closedStarts[0]!, true))
    expect(historyOf(windows, closedToMs)).toEqual(resultsOf(results, closedToMs, Number.NEGATIVE_INFINITY, false))
    const proto = results.filter(({ tenant }) => tenant === '__proto__')
    expect(named.tenants).toEqual(['__proto__'])
    expect(historyOf(named, closedToMs)).toEqual(resultsOf(proto, closedToMs, Number.NEGATIVE_INFINITY, false))
  })

  it('serves a run to the end as well, which ends by itself though a client looks', async () => {
    const running = start(
      `ended-${workers}`,
      log,
      ...['--until-end', '--json', '--workers', String(workers), '--http', '127.0.0.1:0'],
    )
    const client = await openStream(await servedAt(running))
    const { code, stdout } = await running.ended
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({ records: EVENTS + BAD })
    expect(client.views.length).toBeGreaterThan(0)
    await client.over
  })
})
