import { randomInt } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runCommand } from '../../src/cli/command.ts'
import { stopSignal } from '../../src/cli/stop-signal.ts'
import { IntervalMs } from '../../src/config/durations.ts'
import { type ConfigOf, flag, OnOff, optional, toggle, underVariable } from '../../src/config/flag.ts'
import { LogUrl } from '../../src/config/log-url.ts'
import { PerSecond, wholeNumber } from '../../src/config/numbers.ts'
import { EXIT_FAILED } from '../../src/config/refusal.ts'
import type { Comparison } from './compare.ts'
import type { KillCounts } from './run-torture.ts'

const TORTURE_FLAGS = {
  log: underVariable(
    'TIDELINE_TORTURE_LOG',
    optional('--log <url>', LogUrl, 'a new temporary embedded one', 'the log: lmdb:PATH or kafka://HOST:PORT'),
  ),
  kills: flag('--kills <n>', wholeNumber(1), '100', 'how often the pipeline is killed'),
  seed: optional(
    '--seed <n>',
    wholeNumber(0, 2 ** 32 - 1),
    'another one each time',
    'the same events and moments again',
  ),
  rate: flag('--rate <n>', PerSecond, '500', 'events a second that come in meanwhile'),
  tenants: flag('--tenants <n>', wholeNumber(1, 1_000_000), '20', 'how many tenants'),
  partitions: flag('--partitions <n>', wholeNumber(1, 10_000), '4', 'partitions of the topic, a new one'),
  commitIntervalMs: flag('--commit-interval <duration>', IntervalMs, '250ms', "the pipeline's flag of this name"),
  commitRows: flag('--commit-rows <n>', wholeNumber(1), '300', "the pipeline's flag of this name"),
  idle: underVariable(
    'TIDELINE_TORTURE_IDLE',
    flag(
      '--idle <on|off>',
      OnOff,
      'off',
      'let time go on in idle partitions; rows are verified, but not compared one by one',
    ),
  ),
  json: toggle('--json', 'the summary as one line of JSON on standard output'),
}

type TortureConfig = ConfigOf<typeof TORTURE_FLAGS>

interface TortureSummary extends Comparison {
  readonly seed: number
  readonly kills: number
  readonly phases: KillCounts
  readonly seconds: number
  readonly partsWatched: number
}

const DIFFERENCES_SHOWN = 20

const run = async (config: TortureConfig): Promise<void> => {
  const [{ runTorture }, { compare }, { verified }, { sceneIn }] = await Promise.all([
    import('./run-torture.ts'),
    import('./compare.ts'),
    import('./verified.ts'),
    import('./scene.ts'),
  ])
  const seed = config.seed ?? randomInt(2 ** 32)
  const folder = await mkdtemp(join(tmpdir(), 'tideline-torture-'))
  const scene = sceneIn(folder, config.log, `torture-${seed}-${Date.now()}`)
  process.stderr.write(`Seed ${seed}, topic ${scene.topic}, folder ${folder}; Ctrl-C ends the killing early.\n`)
  try {
    const beganMs = performance.now()
    const options = { ...config, scene, seed, stop: stopSignal(), onKill: progress(config.kills) }
    const tortured = await runTorture(options)
    const compared = await compare(scene, tortured, config)
    const comparison = { ...compared, differences: [...compared.differences, ...(await verified(scene))] }
    const summary: TortureSummary = {
      seed,
      kills: killCount(tortured.phases),
      phases: tortured.phases,
      seconds: Math.round((performance.now() - beganMs) / 1000),
      partsWatched: tortured.watched.parts,
      ...comparison,
    }
    process.stdout.write(config.json ? `${JSON.stringify(summary)}\n` : summaryText(summary))
    if (comparison.differences.length > 0) return showFailure(comparison.differences, folder)
  } catch (error) {
    process.stderr.write(`Kept for a look: ${folder}\n`)
    throw error
  }
  await rm(folder, { recursive: true })
}

const killCount = (phases: KillCounts): number => Object.values(phases).reduce((sum, n) => sum + n, 0)

/** A line now and then: twenty a run, and one every 50 kills at least. */
const progress =
  (kills: number) =>
  (phases: KillCounts): void => {
    const done = killCount(phases)
    if (done % Math.max(1, Math.min(50, Math.floor(kills / 20))) !== 0) return
    const counts = Object.values(phases).join(' + ')
    process.stderr.write(`${new Date().toISOString()} kills ${done} of ${kills} (${counts})\n`)
  }

const summaryText = ({ seed, kills, phases, seconds, ...result }: TortureSummary): string => {
  const lines: readonly [string, number][] = [
    ['seed', seed],
    ['kills', kills],
    ...Object.entries(phases).map(([phase, n]): [string, number] => [`  ${phase}`, n]),
    ['seconds', seconds],
    ['records', result.records],
    ['parts read meanwhile', result.partsWatched],
    ['rows compared', result.rows],
    ['dead letters compared', result.deadLetters],
    ['differences', result.differences.length],
  ]
  return lines.map(([name, value]) => `${name.padEnd(40)}${String(value).padStart(12)}\n`).join('')
}

const showFailure = (differences: readonly string[], folder: string): void => {
  const shown = differences.slice(0, DIFFERENCES_SHOWN).map((difference) => `${difference}\n`)
  process.stderr.write(`${shown.join('')}Kept for a look: ${folder}\n`)
  process.exitCode = EXIT_FAILED
}

await runCommand({
  name: 'torture',
  summary:
    'Kills the pipeline at random moments, again and again, and compares its outcome with that of a run in one go.',
  flags: TORTURE_FLAGS,
  run,
})
