import { runSubcommand, subcommand } from './command.ts'
import { LS } from './dlq/ls.ts'
import { REDRIVE } from './dlq/redrive.ts'
import { SHOW } from './dlq/show.ts'
import { STATS } from './dlq/stats.ts'

await runSubcommand('dlq', {
  ls: subcommand(LS),
  show: subcommand(SHOW),
  stats: subcommand(STATS),
  redrive: subcommand(REDRIVE),
})
