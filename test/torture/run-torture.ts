import { openLog } from '../../src/cli/open-log.ts'
import type { PartitionBounds } from '../../src/log/event-log.ts'
import { seededRandom } from '../../src/produce/random.ts'
import { killMoments } from './kill-moments.ts'
import { KILL_PHASES, type KillPhase } from './kill-phase.ts'
import { liveUntilKilled } from './pipeline-life.ts'
import { type Program, runProgram, startProgram } from './program.ts'
import { logUrl, type Scene } from './scene.ts'
import { type Watched, watchStorage } from './storage-watch.ts'

export interface TortureOptions {
  readonly scene: Scene
  readonly kills: number
  readonly seed: number
  /** Events a second. */
  readonly rate: number
  readonly tenants: number
  readonly partitions: number
  readonly commitIntervalMs: number
  readonly commitRows: number
  /** Idle time goes on (T9). */
  readonly idle: boolean
  /** No more kills: go on to the comparison. */
  readonly stop: AbortSignal
  readonly onKill: (phases: KillCounts) => void
}

export type KillCounts = Readonly<Record<KillPhase, number>>

/** What the kills left behind, to be compared (compare.ts). */
export interface Tortured {
  readonly phases: KillCounts
  /** What a reader saw while others wrote and were killed. */
  readonly watched: Watched
  /** The bounds of the dead-letter topic between the two runs: what lies before is of the one that was killed. */
  readonly lettersBegan: readonly PartitionBounds[]
}

/** Longer than a life takes, so that there is always something to read; and an end, should nobody stop it. */
const LONGEST_PRODUCING_SECONDS_PER_KILL = 60

/**
 * Kills a pipeline again and again while events come in and lets it run to the end; then runs another one over the same records in one
 * go, in a group and storage of its own (R1, T12). @throws where a pipeline ends that nobody killed.
 */
export const runTorture = async (options: TortureOptions): Promise<Tortured> => {
  const { scene } = options
  const producer = produce(options)
  const watch = watchStorage(scene.storage)
  try {
    const phases = await killAgainAndAgain(options, producer)
    await endProducer(producer)
    await runProgram('pipeline', [...pipelineArgs(options), '--until-end'])
    const watched = await watch.end()
    const lettersBegan = await lettersNow(scene)
    await runProgram('pipeline', uninterruptedArgs(options))
    return { phases, watched, lettersBegan }
  } finally {
    producer.child.kill('SIGKILL')
    await watch.end()
  }
}

const killAgainAndAgain = async (options: TortureOptions, producer: Program): Promise<KillCounts> => {
  const { scene, kills, seed, partitions, stop, onKill } = options
  const moments = killMoments(seededRandom(seed))
  const args = [...pipelineArgs(options), '--log-level=debug']
  let phases = Object.fromEntries(KILL_PHASES.map((phase) => [phase, 0])) as KillCounts
  for (let done = 0; done < kills && !stop.aborted; done++) {
    if (hasEnded(producer)) throw await unexpectedEnd(producer) // kills at rest would prove nothing
    const moment = moments.next().value!
    const phase = await liveUntilKilled({ args, storage: scene.storage, partitions, moment })
    phases = { ...phases, [phase]: phases[phase] + 1 }
    onKill(phases)
  }
  return phases
}

const produce = ({ scene, kills, seed, rate, tenants, partitions }: TortureOptions): Program =>
  startProgram('produce', [
    ...[`--log=${logUrl(scene.log)}`, `--topic=${scene.topic}`, `--partitions=${partitions}`],
    ...[`--seed=${seed}`, `--rate=${rate}`, `--tenants=${tenants}`, '--invalid=5%', '--late=5%'],
    `--count=${Math.ceil(rate * LONGEST_PRODUCING_SECONDS_PER_KILL * (kills + 1))}`,
  ])

const endProducer = async ({ child, ended }: Program): Promise<void> => {
  child.kill('SIGTERM')
  const { code } = await ended
  if (code !== 0) throw await unexpectedEnd({ ended })
}

const hasEnded = ({ child }: Program): boolean => child.exitCode !== null || child.signalCode !== null

const unexpectedEnd = async ({ ended }: Pick<Program, 'ended'>): Promise<Error> => {
  const { code, signal, lastWords } = await ended
  return new Error(`the producer ended with ${signal ?? `code ${code}`}: ${lastWords}`)
}

const commonArgs = ({ scene, partitions }: TortureOptions): string[] => [
  `--log=${logUrl(scene.log)}`,
  `--topic=${scene.topic}`,
  `--partitions=${partitions}`,
]

const pipelineArgs = (options: TortureOptions): string[] => [
  ...commonArgs(options),
  ...[`--group=${options.scene.topic}-killed`, `--storage=${options.scene.storage}`],
  `--idle=${options.idle ? 'on' : 'off'}`,
  ...[`--commit-interval=${options.commitIntervalMs}ms`, `--commit-rows=${options.commitRows}`],
]

const uninterruptedArgs = (options: TortureOptions): string[] => [
  ...commonArgs(options),
  ...[`--group=${options.scene.topic}-uninterrupted`, `--storage=${options.scene.uninterruptedStorage}`],
  '--until-end',
]

const lettersNow = async ({ log: location, deadLetterTopic }: Scene): Promise<readonly PartitionBounds[]> => {
  const log = await openLog(location)
  try {
    return (await log.bounds(deadLetterTopic)) ?? []
  } finally {
    await log.close()
  }
}
