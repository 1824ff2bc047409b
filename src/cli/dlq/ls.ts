import { checkKafka, warnOfKafka } from '../../config/check-kafka.ts'
import { DLQ_LS_FLAGS } from '../../config/dlq-flags.ts'
import type { Command } from '../command.ts'
import { writeLine } from '../write-line.ts'

/** Lists what is in the dead-letter topic now, oldest first within a partition. */
export const LS: Command<typeof DLQ_LS_FLAGS> = {
  name: 'dlq ls',
  summary: 'Lists dead letters: their places, where they came from, when, and what was wrong.',
  flags: DLQ_LS_FLAGS,
  check: checkKafka,
  warn: warnOfKafka,
  example: '--reason schema --since 2h --max 20',
  run: async (config) => {
    const [{ askedLetters, withDeadLetters }, { letterJson }, { letterLine }] = await Promise.all([
      import('./asked-letters.ts'),
      import('./letter-json.ts'),
      import('./letter-line.ts'),
    ])
    await withDeadLetters(config, async (open) => {
      for await (const letter of askedLetters(open, config))
        await writeLine(config.json ? letterJson(letter) : letterLine(letter))
    })
  },
}
