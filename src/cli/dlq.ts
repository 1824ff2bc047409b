import { DLQ_LS_FLAGS } from '../config/command-flags.ts'
import type { ConfigOf } from '../config/flag.ts'
import { Refusal } from '../config/refusal.ts'
import type { ListedDeadLetter } from '../dead-letter/listed-dead-letter.ts'
import { runCommand, runSubcommand } from './command.ts'
import { letterLine } from './letter-line.ts'
import { openLog } from './open-log.ts'
import { writeLine } from './write-line.ts'

/** Lists what is in the dead-letter topic now, partition by partition, oldest first. */
const list = async (config: ConfigOf<typeof DLQ_LS_FLAGS>): Promise<void> => {
  const { listedDeadLetter } = await import('../dead-letter/listed-dead-letter.ts')
  const log = await openLog(config.log, config)
  try {
    const bounds = await log.bounds(config.topic)
    if (bounds === null)
      throw new Refusal(`there is no topic ${config.topic} in this log: has the pipeline run, and with this --topic?`)
    for await (const { batch } of log.read(config.topic, bounds)) {
      for (let i = 0; i < batch.count; i++) {
        const letter = listedDeadLetter(batch, i)
        await writeLine(config.json ? jsonLine(letter) : letterLine(letter))
      }
    }
  } finally {
    await log.close()
  }
}

const jsonLine = ({ reason, errors, partition, offset, value, headers }: ListedDeadLetter): string =>
  JSON.stringify({ reason, errors, partition, offset, value, headers })

await runSubcommand('dlq', {
  ls: {
    summary: 'Lists dead letters: source partition and offset, reason, what was wrong.',
    start: (args) =>
      runCommand(
        {
          name: 'dlq ls',
          summary: 'Lists dead letters: source partition and offset, reason, what was wrong.',
          flags: DLQ_LS_FLAGS,
          run: list,
        },
        args,
      ),
  },
})
