import { checkHttp } from '../config/check-http.ts'
import { checkKafka, warnOfKafka } from '../config/check-kafka.ts'
import { checkWindow } from '../config/check-window.ts'
import { PIPELINE_FLAGS } from '../config/command-flags.ts'
import type { GivenBy } from '../config/command-line.ts'
import type { ConfigOf } from '../config/flag.ts'
import { runCommand } from './command.ts'

type PipelineFlags = typeof PIPELINE_FLAGS

/** The pipeline proper is loaded when its flags are known to be right: `--help` does not wait for it. */
const run = async (config: ConfigOf<PipelineFlags>, givenBy: GivenBy<PipelineFlags>): Promise<void> => {
  const { runServed } = await import('./run-served.ts')
  await runServed(config, givenBy)
}

await runCommand({
  name: 'pipeline',
  summary: 'Turns events into window counts and session durations in Parquet, exactly once.',
  flags: PIPELINE_FLAGS,
  check: (given) => [...checkWindow(given), ...checkHttp(given), ...checkKafka(given)],
  warn: warnOfKafka,
  run,
})
