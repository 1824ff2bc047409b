import { checkKafka, warnOfKafka } from '../../config/check-kafka.ts'
import { DLQ_REDRIVE_FLAGS } from '../../config/dlq-flags.ts'
import type { Command } from '../command.ts'

/** Sends back what passes now, or says what would. */
export const REDRIVE: Command<typeof DLQ_REDRIVE_FLAGS> = {
  name: 'dlq redrive',
  summary: 'Sends the dead letters that pass now back to their topic, exactly once; --dry-run says how many would.',
  flags: DLQ_REDRIVE_FLAGS,
  check: checkKafka,
  warn: warnOfKafka,
  example: "--reason schema --path '$.timestamp' --transform seconds.mjs --dry-run",
  run: async (config) => {
    const [{ withDeadLetters }, { runRedrive }, { redriveJson, redriveText }] = await Promise.all([
      import('./asked-letters.ts'),
      import('./run-redrive.ts'),
      import('./redrive-text.ts'),
    ])
    await withDeadLetters(config, async (open) => {
      const outcome = await runRedrive(open, config)
      process.stdout.write(`${config.json ? redriveJson(outcome) : redriveText(outcome)}\n`)
    })
  },
}
