import { runSubcommand, subcommand } from './command.ts'
import { LS } from './dlq-ls.ts'
import { REDRIVE } from './dlq-redrive.ts'

await runSubcommand('dlq', {
  ls: subcommand(LS),
  redrive: subcommand(REDRIVE),
})
