/** A bar of a chart: its length is its value, in proportion to the longest of its group. */
export interface Bar {
  readonly label: string
  readonly value: number
  /** What stands behind it. */
  readonly text: string
  /** `ours`: what the chart is about; `other`: what does the same kind of work; `plain`: what both are held against. */
  readonly look: 'ours' | 'other' | 'plain'
}

export interface BarGroup {
  readonly title: string
  readonly bars: readonly Bar[]
}

const WIDTH = 840
const MARGIN = 24
const LABEL_WIDTH = 220
const TEXT_WIDTH = 250
const BAR_HEIGHT = 20
const ROW_HEIGHT = 28
const LONGEST = WIDTH - 2 * MARGIN - LABEL_WIDTH - TEXT_WIDTH

/** Looks like its surroundings in light and in dark, also as an image. */
const STYLE = `
  text { font: 14px system-ui, sans-serif; fill: #1f2328 }
  .title { font-size: 18px; font-weight: 600 }
  .group { font-weight: 600 }
  .note { font-size: 11px; fill: #59636e }
  .paper { fill: #ffffff }
  .plain { fill: #9aa4af }
  .other { fill: #bf8700 }
  .ours { fill: #0969da }
  @media (prefers-color-scheme: dark) {
    text { fill: #f0f6fc }
    .note { fill: #9198a1 }
    .paper { fill: #0d1117 }
    .plain { fill: #656c76 }
    .other { fill: #9e6a03 }
    .ours { fill: #4493f8 }
  }
`

/** Horizontal bars in groups, each group on a scale of its own, as an SVG document. */
export const barChart = (title: string, groups: readonly BarGroup[], notes: readonly string[]): string => {
  const parts: string[] = []
  let y = MARGIN + 18
  const text = (x: number, className: string, content: string) =>
    parts.push(`<text x="${x}" y="${y}" class="${className}">${escaped(content)}</text>`)
  text(MARGIN, 'title', title)
  for (const { title, bars } of groups) {
    y += 40
    text(MARGIN, 'group', title)
    y += 10
    const longest = Math.max(...bars.map(({ value }) => value), 0)
    for (const bar of bars) {
      const width = longest === 0 ? 0 : Math.max(0, (bar.value / longest) * LONGEST)
      const x = MARGIN + LABEL_WIDTH
      parts.push(
        `<rect x="${x}" y="${y}" width="${width.toFixed(1)}" height="${BAR_HEIGHT}" rx="3" class="${bar.look}"/>`,
      )
      y += 15
      text(MARGIN, 'label', bar.label)
      text(Number((x + width + 8).toFixed(1)), 'value', bar.text)
      y += ROW_HEIGHT - 15
    }
  }
  y += 12
  for (const note of notes) {
    y += 18
    text(MARGIN, 'note', note)
  }
  const height = y + MARGIN
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img">`,
    `<title>${escaped(title)}</title>`,
    `<style>${STYLE}</style>`,
    `<rect width="${WIDTH}" height="${height}" rx="8" class="paper"/>`,
    ...parts,
    '</svg>\n',
  ].join('\n')
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** Text as XML takes it; characters that no XML may hold become U+FFFD. */
export const escaped = (text: string): string =>
  text
    .toWellFormed()
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '\ufffd')
    .replace(/[&<>"']/g, (character) => ENTITIES[character]!)
