import { DEMO_FLAGS, EXPLAIN_FLAGS, PIPELINE_FLAGS, PRODUCE_FLAGS, VERIFY_FLAGS } from './command-flags.ts'
import { DLQ_LS_FLAGS, DLQ_REDRIVE_FLAGS, DLQ_SHOW_FLAGS, DLQ_STATS_FLAGS } from './dlq-flags.ts'
import { type FlagTable, isOperand, keyOf } from './flag.ts'
import { TOP_FLAGS } from './top-flags.ts'

/** Every command's: one file of settings serves all of them. */
const TABLES: readonly FlagTable[] = [
  PIPELINE_FLAGS,
  PRODUCE_FLAGS,
  VERIFY_FLAGS,
  DEMO_FLAGS,
  EXPLAIN_FLAGS,
  DLQ_LS_FLAGS,
  DLQ_SHOW_FLAGS,
  DLQ_STATS_FLAGS,
  DLQ_REDRIVE_FLAGS,
  TOP_FLAGS,
]

export const settingsOf = (flags: FlagTable): readonly string[] =>
  Object.values(flags)
    .filter((f) => !isOperand(f))
    .map(keyOf)

/** The keys that a file of settings may have, whichever command reads it. */
export const KNOWN_SETTINGS: readonly string[] = [...new Set(TABLES.flatMap(settingsOf))]
