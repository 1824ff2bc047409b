import { checkKafka, warnOfKafka } from '../../config/check-kafka.ts'
import { PIPELINE_FLAGS } from '../../config/command-flags.ts'
import { DLQ_STATS_FLAGS } from '../../config/dlq-flags.ts'
import type { Command } from '../command.ts'
import { progressBar } from '../progress.ts'
import { writeLine } from '../write-line.ts'

/** Counts what is in the dead-letter topic now, against what redrives have settled of it. */
export const STATS: Command<typeof DLQ_STATS_FLAGS> = {
  name: 'dlq stats',
  summary: 'Counts dead letters by reason and field, by tenant and over time, and says which wait the longest.',
  flags: DLQ_STATS_FLAGS,
  check: checkKafka,
  warn: warnOfKafka,
  example: '--since 24h --tenant acme',
  run: async (config) => {
    const [
      { askedLetters, withDeadLetters },
      { LetterStats },
      { readSettled },
      { letterStatsText },
      { letterStatsJson },
    ] = await Promise.all([
      import('./asked-letters.ts'),
      import('../../dead-letter/letter-stats.ts'),
      import('../../dead-letter/settled-letters.ts'),
      import('./letter-stats-text.ts'),
      import('./letter-stats-json.ts'),
    ])
    await withDeadLetters(config, async (open) => {
      const { log, topic } = open
      const settled = await readSettled(log, topic, config.group ?? PIPELINE_FLAGS.group.byDefault!)
      const stats = new LetterStats()
      const bar = progressBar(null, 'letters')
      let read = 0
      for await (const letter of askedLetters(open, config)) {
        stats.add(letter, settled.fateOf(letter))
        bar.at(++read)
      }
      bar.end()
      const numbers = stats.numbers()
      await writeLine(config.json ? letterStatsJson(numbers, topic) : letterStatsText(numbers, topic, Date.now()))
    })
  },
}
