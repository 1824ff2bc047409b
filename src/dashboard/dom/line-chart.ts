import uPlot from 'uplot'
import { colour } from './colours.ts'

export interface LineChart {
  readonly show: (timesMs: readonly number[], lines: readonly Line[]) => void
  /** In the colours of another theme. */
  readonly redraw: () => void
}

type Line = readonly (number | null)[]

export interface LineOptions {
  readonly height: number
  /** Custom property of each line's colour, by its place. */
  readonly colours: readonly string[]
  /** Places from here on are drawn dashed: there are not enough colours that everybody can tell apart. */
  readonly dashedFrom?: number
  readonly axes: boolean
  readonly valueText: (value: number) => string
  readonly timeText: (ms: number) => string
}

/** Lines over time on a canvas as wide as `container`. What it shows stands in words beside it: a canvas says nothing to a screen reader. */
export const lineChart = (container: HTMLElement, options: LineOptions): LineChart => {
  container.setAttribute('aria-hidden', 'true')
  let chart: uPlot | null = null
  let lineCount = -1
  let data: uPlot.AlignedData = [[]]
  const build = () => {
    chart?.destroy()
    chart = new uPlot(chartOptions(container.clientWidth, lineCount, options), data, container)
  }
  new ResizeObserver(() => {
    if (chart !== null && chart.width !== container.clientWidth)
      chart.setSize({ width: container.clientWidth, height: options.height })
  }).observe(container)
  return {
    show: (timesMs, lines) => {
      data = [timesMs.map((ms) => ms / 1000), ...lines.map((line) => [...line])]
      if (lines.length === lineCount) return chart?.setData(data)
      lineCount = lines.length
      build()
    },
    redraw: () => {
      if (chart !== null) build()
    },
  }
}

const chartOptions = (width: number, lines: number, options: LineOptions): uPlot.Options => ({
  width,
  height: options.height,
  padding: options.axes ? [8, 8, 0, 0] : [4, 2, 4, 2],
  legend: { show: false },
  cursor: { show: options.axes, drag: { setScale: false }, points: { size: 6 }, y: false },
  scales: { x: { time: true }, y: { range: (_, __, most) => [0, most > 0 ? most * 1.08 : 1] } },
  axes: options.axes ? [timeAxis(options), valueAxis(options)] : [{ show: false }, { show: false }],
  series: [{}, ...Array.from({ length: lines }, (_, i) => lineStyle(i, options))],
})

const lineStyle = (i: number, { colours, dashedFrom = Number.POSITIVE_INFINITY, axes }: LineOptions): uPlot.Series => {
  const stroke = colour(colours[i % colours.length]!)
  return {
    stroke,
    width: 1.5,
    points: { show: false },
    ...(i >= dashedFrom ? { dash: [5, 3] } : {}),
    ...(axes ? {} : { fill: colour('--accent-soft') }),
  }
}

const FONT = '11px system-ui, sans-serif'

const axis = (): uPlot.Axis => ({
  stroke: colour('--muted'),
  font: FONT,
  grid: { stroke: colour('--rule'), width: 1 },
  ticks: { show: false },
})

const timeAxis = ({ timeText }: LineOptions): uPlot.Axis => ({
  ...axis(),
  size: 24,
  space: 70,
  values: (_, seconds) => seconds.map((s) => timeText(s * 1000)),
})

const valueAxis = ({ valueText }: LineOptions): uPlot.Axis => ({
  ...axis(),
  size: 52,
  space: 32,
  values: (_, values) => values.map(valueText),
})
