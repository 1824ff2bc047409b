/** Columns as wide as they have to be; those whose cells are numbers are set to the right. A line for no rows. */
export const table = (head: readonly string[], rows: readonly (readonly string[])[]): string => {
  if (rows.length === 0) return '  (none)'
  const isNumeric = head.map((_, column) => rows.every((row) => /^[\d.,]+$/.test(row[column] ?? '')))
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => (row[column] ?? '').length)))
  const line = (cells: readonly string[]) =>
    `  ${cells.map((cell, i) => (isNumeric[i] ? cell.padStart(widths[i]!) : cell.padEnd(widths[i]!))).join('  ')}`.trimEnd()
  return [line(head), ...rows.map(line)].join('\n')
}
