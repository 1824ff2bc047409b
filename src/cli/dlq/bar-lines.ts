import { grouped } from '../progress.ts'

export interface LabelledValue {
  readonly label: string
  readonly value: number
}

const WIDTH = 40

/**
 * A bar chart of plain characters, a line a value, on one scale: whoever is not 0 has a bar.
 *
 *   10:00  ########################################  120
 *   10:05  #                                           1
 */
export const barLines = (bars: readonly LabelledValue[]): readonly string[] => {
  const longest = Math.max(...bars.map(({ value }) => value), 1)
  const labelWidth = Math.max(...bars.map(({ label }) => label.length), 0)
  const numberWidth = grouped(longest).length
  return bars.map(({ label, value }) => {
    const bar = '#'.repeat(Math.ceil((value / longest) * WIDTH))
    return `  ${label.padEnd(labelWidth)}  ${bar.padEnd(WIDTH)}  ${grouped(value).padStart(numberWidth)}`
  })
}
