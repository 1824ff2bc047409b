import type { Handler } from 'hono'
import { Registry } from 'prom-client'
import type { LiveSource } from '../../live/live-source.ts'
import { registerProcessMetrics } from './process-metrics.ts'
import { registerReportMetrics } from './report-metrics.ts'
import { STATUS_COUNTERS } from './status-counters.ts'
import { STATUS_GAUGES } from './status-gauges.ts'
import { registerStatusMetric } from './status-metric.ts'

/** All metrics of a run, in a registry of their own. No name from an event is in them, as a label or otherwise. */
export interface PipelineMetrics {
  readonly contentType: string
  /** In Prometheus' text format, as of now. */
  readonly text: () => Promise<string>
  /** Counts no further reports. */
  readonly close: () => void
}

/** Counts reports from now on: to be called before the run begins. */
export const pipelineMetrics = (source: Pick<LiveSource, 'status' | 'report$'>): PipelineMetrics => {
  const registry = new Registry()
  registerProcessMetrics(registry)
  const setters = [...STATUS_COUNTERS, ...STATUS_GAUGES].map((metric) => registerStatusMetric(metric, registry))
  const counting = source.report$.subscribe(registerReportMetrics(registry))
  return {
    contentType: registry.contentType,
    text: () => {
      const status = source.status()
      for (const set of setters) set(status)
      return registry.metrics()
    },
    close: () => counting.unsubscribe(),
  }
}

/** GET /metrics. */
export const metricsAnswer =
  ({ text, contentType }: PipelineMetrics): Handler =>
  async (c) =>
    c.body(await text(), 200, { 'Content-Type': contentType })
