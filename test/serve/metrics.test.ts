import { describe, expect, it } from 'vitest'
import type { PartitionView, StatusView } from '../../src/live/status-view.ts'
import { totalsView } from '../../src/live/totals-view.ts'
import { pipelineMetrics } from '../../src/serve/metrics/pipeline-metrics.ts'
import { EMPTY_SUMMARY } from '../../src/summary.ts'
import { missingPrometheus, promtoolCheck } from '../support/prometheus.ts'
import { committed } from '../workers/reports.ts'
import { fakeLiveSource } from './fake-live-source.ts'
import { HOSTILE_NAMES } from './hostile-names.ts'
import { readMetrics } from './metrics-text.ts'
import { NOON_MS, statusExample } from './status-example.ts'

const missing = missingPrometheus()
if (missing !== null) console.warn(`skipped: ${missing}`)

/** The contract of those who build dashboards and alerts on it: name, type, and each series that is there before anything has happened. */
const CONTRACT: Readonly<Record<string, readonly [type: string, ...series: readonly string[]]>> = {
  tideline_processed_records_total: ['counter', ''],
  tideline_records_total: ['counter', ''],
  tideline_events_total: ['counter', ''],
  tideline_dead_letters_total: [
    'counter',
    ...[
      'too_large',
      'empty',
      'invalid_utf8',
      'too_deep',
      'bad_json',
      'schema',
      'future_timestamp',
      'crash_suspect',
    ].map((reason) => `{reason="${reason}"}`),
  ],
  tideline_late_pairs_total: ['counter', ''],
  tideline_rows_total: [
    'counter',
    ...['rolling_window_results', 'late_window_corrections', 'session_stats', 'unmatched_sessions'].map(
      (dataSet) => `{data_set="${dataSet}"}`,
    ),
  ],
  tideline_commits_total: ['counter', ''],
  tideline_commit_bytes_total: ['counter', '{kind="parquet"}', '{kind="checkpoint"}'],
  tideline_fences_total: ['counter', ''],
  tideline_worker_restarts_total: ['counter', ''],
  tideline_sessions_completed_total: ['counter', ''],
  tideline_sessions_unmatched_total: [
    'counter',
    ...['orphan_end', 'duplicate_start', 'duplicate_end', 'ends_before_start', 'timed_out', 'evicted'].map(
      (outcome) => `{outcome="${outcome}"}`,
    ),
  ],
  tideline_retries_total: [
    'counter',
    ...['log', 'fenced', 'disk', 'invalid'].map((trouble) => `{trouble="${trouble}"}`),
  ],
  tideline_ready: ['gauge', ''],
  tideline_problems: [
    'gauge',
    ...['starting', 'log', 'disk', 'room', 'invalid', 'fenced', 'worker', 'standstill', 'no_partition'].map(
      (kind) => `{kind="${kind}"}`,
    ),
  ],
  tideline_partitions: ['gauge', '{group="tideline",topic="events"}'],
  tideline_partition_lag_records: ['gauge'],
  kafka_consumergroup_group_lag: ['gauge'],
  tideline_lag_seconds: ['gauge'],
  tideline_partition_watermark_seconds: ['gauge'],
  tideline_partition_watermark_lag_seconds: ['gauge'],
  tideline_open_windows: ['gauge'],
  tideline_open_sessions: ['gauge'],
  tideline_waiting_session_ends: ['gauge'],
  tideline_state_bytes: ['gauge'],
  tideline_paused_partitions: [
    'gauge',
    ...['log', 'fenced', 'disk', 'invalid'].map((trouble) => `{trouble="${trouble}"}`),
  ],
  tideline_workers: ['gauge', ...['starting', 'running', 'dead', 'ended'].map((state) => `{state="${state}"}`)],
  tideline_build_info: ['gauge', '{version="0.1.0"}'],
  tideline_last_commit_seconds: ['gauge'],
  tideline_storage_free_bytes: ['gauge', ''],
  tideline_commit_duration_seconds: ['histogram'],
}

const AT_THE_START: Partial<StatusView> = {
  phase: 'opening',
  totals: totalsView(EMPTY_SUMMARY),
  partitions: [],
  records: 0,
  commits: [],
  sessions: { ...statusExample().sessions, completed: 0, unmatched: {} },
  fences: 0,
  restarts: 0,
  problems: [],
  lag: { records: null, etaSeconds: null, seconds: null },
}

const metricsOf = (changes: Partial<StatusView> = {}) => {
  const source = fakeLiveSource()
  source.change(changes)
  const metrics = pipelineMetrics(source)
  const read = async () => readMetrics(await metrics.text())
  return { source, read, text: metrics.text }
}
const ours = (name: string) => name.startsWith('tideline_') || name.startsWith('kafka_')

describe('/metrics', () => {
  it('has these metrics, each with all the names of its closed list from the start', async () => {
    const { types, samples, help } = await metricsOf(AT_THE_START).read()
    expect(Object.fromEntries([...types].filter(([name]) => ours(name)))).toEqual(
      Object.fromEntries(Object.entries(CONTRACT).map(([name, [type]]) => [name, type])),
    )
    const expected = Object.entries(CONTRACT).flatMap(([name, [, ...series]]) => series.map((labels) => name + labels))
    const seen = [...samples.keys()].filter(
      (name) => ours(name) && !name.startsWith('tideline_commit_duration_seconds_'),
    )
    expect(seen.toSorted()).toEqual(expected.toSorted())
    const notZero = seen.filter((name) => samples.get(name) !== 0)
    expect(notZero.toSorted()).toEqual(
      ['tideline_build_info{version="0.1.0"}', 'tideline_ready', 'tideline_storage_free_bytes'].toSorted(),
    )
    for (const name of Object.keys(CONTRACT)) expect(help.get(name)).toMatch(/^[A-Z0-9].*\.$/)
  })

  it("has prom-client's own of the process", async () => {
    const { types } = await metricsOf().read()
    expect([...types.keys()]).toEqual(
      expect.arrayContaining([
        'process_cpu_seconds_total',
        'process_resident_memory_bytes',
        'nodejs_eventloop_lag_seconds',
      ]),
    )
  })

  it('says what the status says', async () => {
    const { samples } = await metricsOf().read()
    expect(Object.fromEntries(samples)).toMatchObject({
      tideline_processed_records_total: 1_030,
      tideline_records_total: 1_000,
      tideline_events_total: 990,
      'tideline_dead_letters_total{reason="bad_json"}': 7,
      'tideline_dead_letters_total{reason="schema"}': 3,
      'tideline_dead_letters_total{reason="empty"}': 0,
      tideline_late_pairs_total: 12,
      'tideline_rows_total{data_set="session_stats"}': 30,
      tideline_sessions_completed_total: 30,
      'tideline_sessions_unmatched_total{outcome="orphan_end"}': 3,
      tideline_fences_total: 1,
      tideline_worker_restarts_total: 2,
      tideline_lag_seconds: 0.8,
      'tideline_partitions{group="tideline",topic="events"}': 2,
      'tideline_partition_lag_records{partition="0"}': 30,
      'tideline_partition_lag_records{partition="1"}': 40,
      'kafka_consumergroup_group_lag{group="tideline",topic="events",partition="1"}': 40,
      'tideline_partition_watermark_seconds{partition="0"}': (NOON_MS - 2_500) / 1_000,
      'tideline_partition_watermark_lag_seconds{partition="0"}': 2.5,
      'tideline_open_windows{partition="0"}': 6,
      'tideline_open_sessions{partition="1"}': 9,
      'tideline_waiting_session_ends{partition="0"}': 1,
      'tideline_state_bytes{partition="1"}': 2_048,
      tideline_last_commit_seconds: (NOON_MS - 4_000) / 1_000,
      tideline_storage_free_bytes: 50_000_000_000,
      tideline_ready: 1,
    })
  })

  it('says what is wrong by its kind, and who waits or works by state', async () => {
    const [first] = statusExample().partitions
    const paused = { trouble: 'disk' as const, message: 'full', sinceMs: NOON_MS }
    const problem = { kind: 'disk' as const, message: 'full', sinceMs: NOON_MS, partition: 0, worker: null }
    const worker = { worker: 0, sinceMs: 0, pid: 7, how: null }
    const { samples } = await metricsOf({
      problems: [problem, { ...problem, partition: 1 }],
      partitions: [{ ...first!, paused }],
      workers: [
        { ...worker, state: 'running' },
        { ...worker, worker: 1, state: 'dead' },
        { ...worker, worker: 2, state: 'running' },
      ],
    }).read()
    expect(Object.fromEntries(samples)).toMatchObject({
      tideline_ready: 0,
      'tideline_problems{kind="disk"}': 2,
      'tideline_problems{kind="log"}': 0,
      'tideline_paused_partitions{trouble="disk"}': 1,
      'tideline_workers{state="running"}': 2,
      'tideline_workers{state="dead"}': 1,
      'tideline_workers{state="ended"}': 0,
    })
  })

  it('counts commits and retries as they are reported', async () => {
    const { source, read } = metricsOf()
    for (const tookMs of [40, 2_000]) source.report({ ...committed(0, 5), tookMs, bytes: 1_000, checkpointBytes: 24 })
    source.report({ kind: 'retrying', partition: 0, trouble: 'disk', message: 'full', pauseMs: 500 })
    expect(Object.fromEntries((await read()).samples)).toMatchObject({
      tideline_commits_total: 2,
      'tideline_commit_bytes_total{kind="parquet"}': 2_000,
      'tideline_commit_bytes_total{kind="checkpoint"}': 48,
      'tideline_commit_duration_seconds_bucket{le="0.025"}': 0,
      'tideline_commit_duration_seconds_bucket{le="0.05"}': 1,
      'tideline_commit_duration_seconds_bucket{le="+Inf"}': 2,
      tideline_commit_duration_seconds_sum: 2.04,
      tideline_commit_duration_seconds_count: 2,
      'tideline_retries_total{trouble="disk"}': 1,
      'tideline_retries_total{trouble="log"}': 0,
    })
  })

  it('leaves out a partition that is gone, and what nobody knows of one', async () => {
    const { source, read } = metricsOf()
    await read()
    const [, second] = statusExample().partitions
    const unknown: PartitionView = { ...second!, endOffset: null, watermarkMs: null, streamTimeMs: null }
    source.change({
      partitions: [unknown],
      lag: { records: null, etaSeconds: null, seconds: null },
      storageFreeBytes: null,
    })
    const { samples } = await read()
    const byPartition = [...samples.keys()].filter((name) => name.includes('partition="'))
    expect(byPartition.toSorted()).toEqual(
      ['open_sessions', 'open_windows', 'state_bytes', 'waiting_session_ends'].map(
        (name) => `tideline_${name}{partition="1"}`,
      ),
    )
    expect(samples.has('tideline_lag_seconds')).toBe(false)
    expect(samples.has('tideline_storage_free_bytes')).toBe(false)
  })

  it('has no label but these, and no name of a tenant, a type or a message anywhere', async () => {
    const names = HOSTILE_NAMES.map((name) => `${name}!`)
    const { last, rates } = statusExample().deadLetters
    const { source, read, text } = metricsOf({
      problems: names.map((message) => ({ kind: 'log', message, sinceMs: NOON_MS, partition: 0, worker: 0 })),
      deadLetters: {
        byReason: { schema: names.length },
        rates: { ...rates, tenants: names.map((tenant) => ({ tenant, perSecond: 1 })) },
        last: names.map((tenant) => ({ ...last[0]!, tenant, error: tenant })),
      },
      workers: names.map((how, worker) => ({ worker, state: 'dead', sinceMs: 0, pid: 1, how })),
    })
    for (const message of names) source.report({ kind: 'retrying', partition: 0, trouble: 'log', message, pauseMs: 1 })
    const page = await text()
    for (const name of names) expect(page).not.toContain(name)
    const process = ['type', 'space', 'version', 'major', 'minor', 'patch', 'kind', 'le']
    const own = ['reason', 'data_set', 'outcome', 'trouble', 'group', 'topic', 'partition', 'state']
    expect([...(await read()).labelNames].filter((label) => ![...process, ...own].includes(label))).toEqual([])
  })

  it.skipIf(missing !== null)('passes promtool check metrics, at the start and with all there is', async () => {
    const workers = [{ worker: 0, state: 'running' as const, sinceMs: 0, pid: 7, how: null }]
    for (const changes of [AT_THE_START, { workers }]) {
      const { source, text } = metricsOf(changes)
      source.report(committed(0, 5))
      expect(promtoolCheck(await text())).toEqual({ status: 0, said: '' })
    }
  })
})
