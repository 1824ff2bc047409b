import { Counter, Gauge, type Registry } from 'prom-client'
import type { PartitionView, StatusView } from '../../live/status-view.ts'

type Labels = Readonly<Record<string, string | number>>

/** A metric that is read off the status: what it is at a scrape, by its labels. null is left out: a NaN would silence what looks back over it for hours. */
export interface StatusMetric {
  readonly type: 'counter' | 'gauge'
  readonly name: string
  readonly help: string
  readonly labelNames: readonly string[]
  readonly samples: (status: StatusView) => readonly (readonly [Labels, number | null])[]
}

/** One number. */
export const one =
  (type: StatusMetric['type']) =>
  (name: string, help: string, value: (status: StatusView) => number | null): StatusMetric => ({
    type,
    name,
    help,
    labelNames: [],
    samples: (status) => [[{}, value(status)]],
  })

/** One number for each name of a closed list, 0 for one that the status does not have. */
export const byName =
  (type: StatusMetric['type']) =>
  <Name extends string>(
    name: string,
    help: string,
    label: string,
    names: readonly Name[],
    values: (status: StatusView) => Readonly<Partial<Record<Name, number>>>,
  ): StatusMetric => ({
    type,
    name,
    help,
    labelNames: [label],
    samples: (status) => {
      const known = values(status)
      return names.map((of) => [{ [label]: of }, known[of] ?? 0])
    },
  })

/** One number for each partition that the run has. */
export const byPartition = (
  name: string,
  help: string,
  value: (partition: PartitionView, status: StatusView) => number | null,
  labelsOf: (status: StatusView) => Labels = () => ({}),
  labelNames: readonly string[] = [],
): StatusMetric => ({
  type: 'gauge',
  name,
  help,
  labelNames: [...labelNames, 'partition'],
  samples: (status) =>
    status.partitions.map((view) => [{ ...labelsOf(status), partition: view.partition }, value(view, status)]),
})

/** Puts it into the registry; what it returns sets it to what a status says, all of it within one turn. */
export const registerStatusMetric = (
  { type, name, help, labelNames, samples }: StatusMetric,
  registry: Registry,
): ((status: StatusView) => void) => {
  const registered = { name, help, labelNames: [...labelNames], registers: [registry] }
  const metric = type === 'counter' ? new Counter(registered) : new Gauge(registered)
  return (status) => {
    metric.reset()
    if (labelNames.length === 0) metric.remove() // a reset leaves a 0 there
    for (const [labels, value] of samples(status)) if (value !== null) metric.inc(labels, value)
  }
}
