import { checkTop, TOP_FLAGS } from '../config/top-flags.ts'
import { runCommand } from './command.ts'

await runCommand({
  name: 'top',
  summary: 'Shows a running pipeline in the terminal: health, rates, windows, sessions, dead letters. q ends it.',
  flags: TOP_FLAGS,
  check: checkTop,
  run: async (config) => (await import('./top/run-top.ts')).runTop(config),
})
