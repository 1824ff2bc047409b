import { collectDefaultMetrics, type Registry } from 'prom-client'

/** Gauges whose names end like a counter's: Prometheus' linter refuses them, and each is the sum of one that has labels. */
const MISNAMED = ['nodejs_active_handles_total', 'nodejs_active_requests_total', 'nodejs_active_resources_total']

/** prom-client's own: CPU, memory, event loop, garbage collection of this process. */
export const registerProcessMetrics = (registry: Registry): void => {
  collectDefaultMetrics({ register: registry })
  for (const name of MISNAMED) registry.removeSingleMetric(name)
}
