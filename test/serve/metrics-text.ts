/** A page of metrics, read again: by `name{label="value",...}`, as Prometheus' text format writes it. */
export interface MetricsText {
  readonly types: ReadonlyMap<string, string>
  readonly help: ReadonlyMap<string, string>
  readonly samples: ReadonlyMap<string, number>
  readonly labelNames: ReadonlySet<string>
}

const SAMPLE = /^(?<series>[a-z_][a-z0-9_]*(?:\{(?<labels>(?:[a-z_]+="(?:[^"\\\n]|\\["\\n])*",?)*)\})?) (?<value>\S+)$/i

export const readMetrics = (text: string): MetricsText => {
  const [types, help] = [new Map<string, string>(), new Map<string, string>()]
  const samples = new Map<string, number>()
  const labelNames = new Set<string>()
  for (const line of text.split('\n')) {
    const [, keyword, name, rest] = /^# (HELP|TYPE) (\S+) (.*)$/.exec(line) ?? []
    if (keyword !== undefined) (keyword === 'TYPE' ? types : help).set(name!, rest!)
    else if (line !== '') {
      const { series, labels = '', value } = SAMPLE.exec(line)!.groups!
      for (const [, label] of labels.matchAll(/([a-z_]+)="/gi)) labelNames.add(label!)
      samples.set(series!, Number(value))
    }
  }
  return { types, help, samples, labelNames }
}
