import { randomInt } from 'node:crypto'
import { runCommand } from '../../src/cli/command.ts'
import { grouped } from '../../src/cli/progress.ts'
import { SEED_FLAGS } from '../../src/config/command-flags.ts'
import { type ConfigOf, flag } from '../../src/config/flag.ts'
import { wholeNumber } from '../../src/config/numbers.ts'

const HOSTILE_FLAGS = {
  records: flag('--records <n>', wholeNumber(1), '1000000', 'how many records'),
  ...SEED_FLAGS,
}

const run = async (config: ConfigOf<typeof HOSTILE_FLAGS>): Promise<void> => {
  const { runHostile } = await import('./hostile-run.ts')
  const seed = config.seed ?? randomInt(2 ** 32)
  const begunMs = performance.now()
  const { records, events, reasons, truncated, attempts, messages } = runHostile(config.records, seed)
  const seconds = Math.round((performance.now() - begunMs) / 1000)
  const letters = [...reasons.values()].reduce((sum, count) => sum + count, 0)
  const listed = (counts: ReadonlyMap<unknown, number>) =>
    [...counts].sort((one, other) => other[1] - one[1]).map(([name, count]) => `${name} ${grouped(count)}`)
  const lines = [
    `${grouped(records)} hostile records, seed ${seed}, ${seconds} s`,
    `events ${grouped(events)} + dead letters ${grouped(letters)} = records; each letter's headers say what its record is`,
    `reasons     ${listed(reasons).join(', ')}`,
    `truncated   ${listed(truncated).join(', ')}`,
    `attempts    ${listed(attempts).join(', ')}`,
    `messages    ${grouped(messages.size)} different ones, most often:`,
    ...listed(messages)
      .slice(0, 8)
      .map((line) => `            ${line}`),
  ]
  process.stdout.write(`${lines.join('\n')}\n`)
}

await runCommand({
  name: 'hostile-records',
  summary: "Runs mutated records through a partition's stages and holds each dead letter against its record.",
  flags: HOSTILE_FLAGS,
  run,
})
