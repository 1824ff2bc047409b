import { join } from 'node:path'
import { runCommand } from '../../src/cli/command.ts'
import { grouped } from '../../src/cli/progress.ts'
import { type ConfigOf, flag } from '../../src/config/flag.ts'
import { wholeNumber } from '../../src/config/numbers.ts'

const RECOVERY_FLAGS = {
  counts: flag(
    '--counts <n>',
    wholeNumber(1, 100_000_000),
    '1000000',
    'counts in the state: pairs of tenant and type in open windows',
  ),
  partitions: flag('--partitions <n>', wholeNumber(1, 10_000), '1', 'partitions that they are spread over'),
  times: flag('--times <n>', wholeNumber(1, 1_000), '3', 'how often it is killed'),
}

const GOAL_MS = 5_000

/** Fills the state of a pipeline, kills it, and takes the time that the next process needs to have all partitions again. */
const run = async ({ counts, partitions, times }: ConfigOf<typeof RECOVERY_FLAGS>): Promise<void> => {
  const [{ fillState, timeRecovery }, { bytesIn }, { temporaryFolder }] = await Promise.all([
    import('./recovery.ts'),
    import('./process-memory.ts'),
    import('./temporary-folder.ts'),
  ])
  const folder = temporaryFolder('recovery')
  await fillState(folder, counts, partitions)
  const bytes = await bytesIn(join(folder, 'storage/.checkpoints'))
  process.stdout.write(
    `${grouped(counts)} counts in ${partitions} partition(s), ${grouped(bytes)} bytes of checkpoints\n`,
  )
  for (let time = 1; time <= times; time++) {
    const { startedMs, recoveredMs } = await timeRecovery(folder, partitions)
    const found = recoveredMs < GOAL_MS ? 'under' : 'NOT under'
    process.stdout.write(
      `recovered ${grouped(recoveredMs)} ms after the process began, ` +
        `${grouped(recoveredMs - startedMs)} ms of them for the partitions: ${found} ${GOAL_MS / 1000} s\n`,
    )
  }
}

await runCommand({
  name: 'recovery-time',
  summary: 'Measures how long a killed pipeline takes to have a large state again.',
  flags: RECOVERY_FLAGS,
  run,
})
