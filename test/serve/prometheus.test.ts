import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { missingPrometheus, startPrometheus } from '../support/prometheus.ts'
import { committed } from '../workers/reports.ts'
import { serve, TOKEN } from './serve-fixture.ts'

const missing = missingPrometheus()
if (missing !== null) console.warn(`skipped: ${missing}`)

const scraped = async (url: string, token: string | null) => {
  const prometheus = await startPrometheus(new URL(url).host, token)
  onTestFinished(() => prometheus.stop())
  return prometheus
}
const PATIENCE = { timeout: 20_000, interval: 200 }

describe.skipIf(missing !== null)("Debian's Prometheus", { timeout: 60_000 }, () => {
  it.each([
    ['without a token', null],
    ['with a token', TOKEN],
  ])('scrapes a pipeline %s, and knows its numbers', async (_, token) => {
    const { url, source } = await serve({ token })
    const { query } = await scraped(url, token)
    const valuesOf = async (promql: string) => (await query(promql)).map(({ value }) => Number(value))
    await vi.waitFor(async () => expect(await valuesOf('up{job="tideline"}')).toEqual([1]), PATIENCE)
    expect(await valuesOf('sum(tideline_partition_lag_records)')).toEqual([70])
    expect(await valuesOf('sum by (group, topic) (kafka_consumergroup_group_lag{group="tideline"})')).toEqual([70])
    expect(await valuesOf('sum(tideline_events_total) + sum(tideline_dead_letters_total)')).toEqual([1_000])
    expect(await valuesOf('tideline_ready == 1')).toEqual([1])

    source.report({ ...committed(0, 5), tookMs: 400 })
    source.change({ problems: [{ kind: 'log', message: 'down', sinceMs: 0, partition: null, worker: null }] })
    await vi.waitFor(async () => expect(await valuesOf('tideline_problems > 0')).toEqual([1]), PATIENCE)
    expect(await valuesOf('tideline_ready')).toEqual([0])
    expect(await valuesOf('histogram_quantile(1, tideline_commit_duration_seconds_bucket)')).toEqual([0.5])
    const [build] = await query('tideline_build_info')
    expect(build).toMatchObject({ metric: { version: '0.1.0', job: 'tideline' }, value: '1' })
  })

  it('is not let in with another token', async () => {
    const { url } = await serve({ token: TOKEN })
    const { query } = await scraped(url, `${TOKEN}x`)
    await vi.waitFor(async () => expect(await query('up{job="tideline"} == 0')).toHaveLength(1), PATIENCE)
    expect(await query('tideline_ready')).toEqual([])
  })
})
