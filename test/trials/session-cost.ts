import { runCommand } from '../../src/cli/command.ts'
import { grouped } from '../../src/cli/progress.ts'
import { type ConfigOf, flag } from '../../src/config/flag.ts'
import { wholeNumber } from '../../src/config/numbers.ts'

const SESSION_COST_FLAGS = {
  events: flag(
    '--events <n>',
    wholeNumber(1_000, 100_000_000),
    '300000',
    'events in each of five rounds, of which the fastest counts',
  ),
  behind: flag('--behind <n>', wholeNumber(0, 100), '10', 'how late starts come, in percent of the timeout'),
}

const OPEN = [10, 1_000, 100_000, 1_000_000]

/** Prints the CPU time of an event, the collector's included, with few and with many open sessions. */
const run = async ({ events, behind }: ConfigOf<typeof SESSION_COST_FLAGS>): Promise<void> => {
  const { measureSessionCost } = await import('./measure-session-cost.ts')
  const line = (...cells: readonly string[]) =>
    process.stdout.write(`${cells.map((cell) => cell.padStart(24)).join('')}\n`)
  process.stdout.write('ns of CPU an event, and how many times that with 10 open sessions\n')
  line('open sessions', 'opens one, ends one', 'map and memory of it', 'order: what is left', 'ends none')
  let base: readonly number[] | null = null
  for (const open of OPEN) {
    const { step, memory, nothing } = measureSessionCost(open, events, behind / 100)
    const figures = [step, memory, step - memory, nothing]
    base ??= figures
    const ratios = figures.map((ns, i) => `${ns.toFixed(0)} (${(ns / base![i]!).toFixed(1)})`)
    line(grouped(open), ...ratios)
  }
}

await runCommand({
  name: 'session-cost',
  summary: 'Measures what an event costs with 10 and with 1,000,000 open sessions.',
  flags: SESSION_COST_FLAGS,
  run,
})
