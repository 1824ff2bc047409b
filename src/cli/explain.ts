import { checkExplain } from '../config/check-explain.ts'
import { checkKafka, warnOfKafka } from '../config/check-kafka.ts'
import { EXPLAIN_FLAGS } from '../config/command-flags.ts'
import { runCommand } from './command.ts'
import { openLog } from './open-log.ts'
import { progressBar } from './progress.ts'
import { writeLine } from './write-line.ts'

await runCommand({
  name: 'explain',
  summary:
    'Tells where a number comes from: the events in it, those that came late, and why its window is open or closed.',
  flags: EXPLAIN_FLAGS,
  check: (given) => [...checkExplain(given), ...checkKafka(given)],
  warn: warnOfKafka,
  run: async (config) => {
    const [
      { explainNumber },
      { askedNumber, askedPipeline, askedTopic },
      { nodeFileSystem },
      { explanationJson },
      { explanationText },
    ] = await Promise.all([
      import('../explain/explain-number.ts'),
      import('./asked-number.ts'),
      import('../sink/node-file-system.ts'),
      import('./explanation-json.ts'),
      import('./explanation-text.ts'),
    ])
    const files = nodeFileSystem(config.storage)
    const identity = await askedPipeline(files, config)
    const question = askedNumber(identity, config)
    const log = await openLog(config.log, config)
    try {
      const bounds = await askedTopic(log, identity, config)
      const settings = { ...config, topic: identity.topic, group: identity.group }
      const explanation = await explainNumber({ log, files, bounds }, question, settings, (records) =>
        progressBar(records, 'records'),
      )
      await writeLine(config.json ? explanationJson(explanation) : explanationText(explanation, config))
    } finally {
      await log.close()
    }
  },
})
