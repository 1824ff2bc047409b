import { table } from '../../src/cli/table.ts'

/** A table with a title, and what has to be said of it. */
export interface Section {
  readonly title: string
  readonly head: readonly string[]
  readonly rows: readonly (readonly string[])[]
  readonly notes: readonly string[]
}

export interface Report {
  /** Where and from what the figures come, a line each. */
  readonly about: readonly string[]
  readonly sections: readonly Section[]
  /** What holds for all of it. */
  readonly notes: readonly string[]
}

/** For a terminal. */
export const plainText = ({ about, sections, notes }: Report): string =>
  [
    about.join('\n'),
    ...sections.map(({ title, head, rows, notes }) =>
      [title, table(head, rows), ...notes.map((note) => `  ${note}`)].join('\n'),
    ),
    ...(notes.length > 0 ? [notes.join('\n')] : []),
  ].join('\n\n')

/** For a page of the repository. `intro` stands below its title, as it is. */
export const markdown = (title: string, intro: string, { about, sections, notes }: Report): string =>
  [
    `# ${title}`,
    intro,
    bullets(about),
    ...sections.flatMap(({ title, head, rows, notes }) => [
      `## ${escaped(title)}`,
      markdownTable(head, rows),
      ...(notes.length > 0 ? [bullets(notes)] : []),
    ]),
    ...(notes.length > 0 ? ['## Notes', bullets(notes)] : []),
  ].join('\n\n')

const bullets = (lines: readonly string[]): string => lines.map((line) => `- ${escaped(line)}`).join('\n')

const markdownTable = (head: readonly string[], rows: readonly (readonly string[])[]): string => {
  const line = (cells: readonly string[]) => `| ${cells.map(escaped).join(' | ')} |`
  const rule = head.map((_, column) => (rows.every((row) => /^[\d.,]+$/.test(row[column] ?? '')) ? '---:' : '---'))
  return [line(head), `| ${rule.join(' | ')} |`, ...rows.map(line)].join('\n')
}

/** Text from other programs must not become markup, nor a column of its own. */
const escaped = (text: string): string => text.replace(/[\\|<>*_`[\]]/g, '\\$&').replace(/\s+/g, ' ')
