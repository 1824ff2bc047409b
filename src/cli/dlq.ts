import { runSubcommand, subcommand } from './command.ts'
import { LS } from './dlq-ls.ts'

await runSubcommand('dlq', {
  ls: subcommand(LS),
})
