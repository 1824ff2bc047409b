import { runCommand } from '../../src/cli/command.ts'
import { writeLine } from '../../src/cli/write-line.ts'
import { type ConfigOf, flag, optional, toggle } from '../../src/config/flag.ts'
import { wholeNumber } from '../../src/config/numbers.ts'
import { Refusal } from '../../src/config/refusal.ts'

const FLAGS = {
  seeds: optional(
    '--seeds <n>',
    wholeNumber(1),
    '1 with --seed, else 1,000',
    'how many seeds to run, one after the other',
  ),
  seed: optional('--seed <n>', wholeNumber(0, 2 ** 32 - 1), '1', 'the first seed'),
  trace: toggle('--trace', 'print everything that happens, one line each'),
  bail: toggle('--bail', 'stop at the first violation'),
  mostShown: flag('--show <n>', wholeNumber(0, 1_000), '5', 'print at most so many violations'),
}

const simulate = async ({ seeds, seed, trace, bail, mostShown }: ConfigOf<typeof FLAGS>): Promise<void> => {
  const { progressBar } = await import('../../src/cli/progress.ts')
  const { runSeed } = await import('./run-seed.ts')
  const { tallyText, violationText } = await import('./report-text.ts')
  const { Tally } = await import('./tally.ts')
  const first = seed ?? 1
  const count = seeds ?? (seed === null ? 1_000 : 1)
  const progress = progressBar(count, 'seeds')
  const total = new Tally()
  let violations = 0
  let done = 0
  for (; done < count && !(bail && violations > 0); done++) {
    const run = await runSeed((first + done) % 2 ** 32)
    total.addAll(run.tally)
    if (trace) for (const line of run.trace) await writeLine(line)
    if (run.violation !== null && ++violations <= mostShown) {
      progress.end()
      await writeLine(violationText(run))
    }
    progress.at(done + 1)
  }
  progress.end()
  await writeLine(tallyText(total, done, violations))
  if (violations > 0) throw new Refusal(`${violations} of ${done} seeds broke a rule`)
}

await runCommand({
  name: 'simulate',
  summary:
    'Runs the pipeline in made-up worlds where things go wrong, one a seed, and checks every promise (R1 to R9).',
  flags: FLAGS,
  run: simulate,
})
