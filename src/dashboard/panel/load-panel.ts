import { byId, within } from '../dom/find.ts'
import { type LineChart, lineChart } from '../dom/line-chart.ts'
import { putText } from '../dom/put.ts'
import { valuesIn } from '../dom/values.ts'
import { lineSummary } from '../model/line-summary.ts'
import { load } from '../model/load.ts'
import { grouped, rateText } from '../model/numbers.ts'
import { type Sample, type SampleName, sampleOf, withSample } from '../model/samples.ts'
import { spanText } from '../model/spans.ts'
import type { ChartPanel } from './panel.ts'

interface SampleLine {
  readonly name: SampleName
  readonly title: string
  readonly text: (n: number) => string
}

const LINES: readonly SampleLine[] = [
  { name: 'recordsPerSecond', title: 'Records a second', text: rateText },
  { name: 'lagRecords', title: 'Lag in records', text: grouped },
  { name: 'lagSeconds', title: 'Lag in time', text: (seconds) => spanText(seconds * 1000) },
]

/** How fast it goes and how far it is behind, now and over the last five minutes. */
export const loadPanel = (): ChartPanel => {
  const root = byId('load')
  const show = valuesIn(root)
  const charts = LINES.map((line) => ({ ...line, chart: newChart(root, line), summary: summaryOf(root, line) }))
  let samples: readonly Sample[] = []
  return {
    show: ({ status }, clock) => {
      show(load(status, clock))
      if (samples.at(-1)?.atMs === status.atMs) return
      samples = withSample(samples, sampleOf(status))
      const timesMs = samples.map(({ atMs }) => atMs)
      for (const { name, title, text, chart, summary } of charts) {
        const values = samples.map((sample) => sample[name])
        chart.show(timesMs, [values])
        putText(summary, lineSummary(title, timesMs, values, text))
      }
    },
    redraw: () => {
      for (const { chart } of charts) chart.redraw()
    },
  }
}

const newChart = (root: HTMLElement, { name, text }: SampleLine): LineChart =>
  lineChart(within(root, `[data-chart="${name}"]`), {
    height: 44,
    colours: ['--accent'],
    axes: false,
    valueText: text,
    timeText: String,
  })

const summaryOf = (root: HTMLElement, { name }: SampleLine): HTMLElement => within(root, `[data-summary="${name}"]`)
