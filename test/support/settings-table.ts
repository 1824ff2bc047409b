import {
  DEMO_FLAGS,
  EXPLAIN_FLAGS,
  PIPELINE_FLAGS,
  PRODUCE_FLAGS,
  VERIFY_FLAGS,
} from '../../src/config/command-flags.ts'
import { DLQ_LS_FLAGS, DLQ_REDRIVE_FLAGS, DLQ_SHOW_FLAGS, DLQ_STATS_FLAGS } from '../../src/config/dlq-flags.ts'
import { type FlagTable, isOperand, keyOf } from '../../src/config/flag.ts'
import { TOP_FLAGS } from '../../src/config/top-flags.ts'

const COMMANDS: Readonly<Record<string, FlagTable>> = {
  pipeline: PIPELINE_FLAGS,
  produce: PRODUCE_FLAGS,
  verify: VERIFY_FLAGS,
  explain: EXPLAIN_FLAGS,
  'dlq ls': DLQ_LS_FLAGS,
  'dlq show': DLQ_SHOW_FLAGS,
  'dlq stats': DLQ_STATS_FLAGS,
  'dlq redrive': DLQ_REDRIVE_FLAGS,
  demo: DEMO_FLAGS,
  top: TOP_FLAGS,
}

const OPENING_LOG = Object.values(COMMANDS).filter((flags) => 'log' in flags).length
const cell = (text: string): string => text.replaceAll('|', '\\|')

/** The settings of all commands as the rows of docs/configuration.md's table, each once: its variable is its key in capitals. */
export const settingRows = (): readonly string[] => {
  const found = new Map<string, { row: (commands: string) => string; commands: string[] }>()
  for (const [command, flags] of Object.entries(COMMANDS)) {
    for (const f of Object.values(flags).filter((one) => !isOperand(one))) {
      const key = keyOf(f)
      const known = found.get(key)
      if (known !== undefined) known.commands.push(command)
      else {
        const byDefault = f.shownDefault === null ? '' : cell(f.shownDefault)
        const row = (commands: string) =>
          `| \`${key}\` | \`${cell(f.usage)}\` | ${byDefault} | ${cell(f.help)} | ${commands} |`
        found.set(key, { row, commands: [command] })
      }
    }
  }
  return [...found.values()].map(({ row, commands }) =>
    row(commands.length === OPENING_LOG ? 'all that open a log' : commands.join(', ')),
  )
}
