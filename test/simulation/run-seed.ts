import { type CheckpointReference, checkpointPath } from '../../src/checkpoint/checkpoint.ts'
import { neededCheckpoints } from '../support/needed-checkpoints.ts'
import { expectedOutcome } from './expected.ts'
import { arrivals, type Happening, ordinary, thaw, troubles, whims } from './happenings.ts'
import { difference, outcomeOf, rowsOfParts } from './outcome.ts'
import type { SimDisk } from './sim-disk.ts'
import type { SimProcess } from './sim-process.ts'
import { STORAGE } from './sim-system.ts'
import type { Tally } from './tally.ts'
import type { Violation } from './violation.ts'
import { World } from './world.ts'

export interface SeedRun {
  readonly seed: number
  /** One line for everything that happened: virtual time, process, what, and what came of it unless it went well. */
  readonly trace: readonly string[]
  readonly tally: Tally
  readonly violation: Violation | null
}

/** More than any healthy run needs once nothing goes wrong any more. */
const MOST_STEPS = 20_000
const MOST_TAKINGS = 10
/** Nothing is expected any more of a world that did nothing for so long. */
const IDLE_STEPS = 60

/**
 * One world from one seed: records come in while things go wrong; then nothing does any more, one process runs to the end, and what it
 * leaves is compared with what has to come of the records. The same seed gives the same run, to the letter.
 */
export const runSeed = async (seed: number): Promise<SeedRun> => {
  const world = new World(seed)
  const onUnhandled = (error: unknown) =>
    world.report('R1: a process hears of every error', 'none left unhandled', `unhandled ${error}`)
  process.on('unhandledRejection', onUnhandled)
  try {
    await hardTimes(world)
    if (world.violation === null) await goodEnd(world)
    if (world.violation === null) await checkOutcome(world)
  } finally {
    process.off('unhandledRejection', onUnhandled)
  }
  return { seed, trace: world.trace, tally: world.tally, violation: world.violation }
}

const hardTimes = async (world: World): Promise<void> => {
  const happenings = [...ordinary(world), ...arrivals(world), ...troubles(world)]
  for (let n = 0, before = -1; n < world.workload.steps && world.violation === null; n++) {
    if (n % IDLE_STEPS === 0) {
      const operations = world.tally.of('operations')
      if (operations === before && !world.hasMoreRecords) break
      before = operations
    }
    await step(world, happenings)
  }
  world.append(Number.POSITIVE_INFINITY)
}

/**
 * Nothing goes wrong any more; those who are still there may go on, as zombies, until they hear that the group goes on without them.
 * Where no coordinator tells them, they are told to stop.
 */
const goodEnd = async (world: World): Promise<void> => {
  const { clock, faults, group, random, workload } = world
  world.note('-', 'no more trouble')
  faults.isOn = false
  group.expel(world.processes)
  const awaken = () => {
    for (const zombie of world.processes) if (zombie.isFrozen && !zombie.isDead) thaw(world, zombie)
  }
  if (random.below(2) === 0) awaken()
  await runClean(world)
  awaken()
  if (!workload.isCoordinated) for (const zombie of world.processes) zombie.stop$.next()
  await runWhile(world, () => clock.next() !== null || world.processes.some((zombie) => zombie.ready().length > 0))
  // All that is over is durable.
  if (world.violation === null && random.below(4) > 0) world.losePower()
  // What a zombie left behind while the partition was being taken is removed when it is taken next.
  await runClean(world)
}

/** A process that has the group for itself, again where a zombie fences it. */
const runClean = async (world: World): Promise<void> => {
  for (let n = 0; n < MOST_TAKINGS && world.violation === null; n++) {
    const clean = world.start(world.log.endOffsets)
    await runWhile(world, () => !clean.isOver && !clean.isDead)
    if (clean.isOver) return checkEnd(world)
  }
  if (world.violation === null)
    world.report('R3: a process alone gets through', `after ${MOST_TAKINGS} times`, 'it did not')
}

const checkEnd = ({ log, report }: World): void => {
  const committed = log.partitions.map(({ committed, startOffset }) => committed?.offset ?? startOffset)
  if (`${committed}` !== `${log.endOffsets}`)
    report('T10: a run to the end gets there', `offsets ${log.endOffsets}`, `offsets ${committed}`)
}

const runWhile = async (world: World, goesOn: () => boolean): Promise<void> => {
  const happenings = [...ordinary(world), whims(world, world.random.below(4))]
  for (let n = 0; goesOn() && world.violation === null; n++)
    if (n >= MOST_STEPS || !(await step(world, happenings)))
      world.report('R9: left alone, it gets on', 'an end', n >= MOST_STEPS ? `${n} steps` : 'nothing left to happen')
}

/** Lets one thing happen and all code run that can. False: nothing can happen. */
const step = async (world: World, happenings: readonly Happening[]): Promise<boolean> => {
  const { random, clock } = world
  const weights = happenings.map(({ weight }) => weight())
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  if (total === 0) return false
  let draw = random.below(total)
  const next = weights.findIndex((weight) => {
    draw -= weight
    return draw < 0
  })
  clock.nowMs += random.below(4)
  happenings[next]!.happen()
  // Promises and process.nextTick run dry before an immediate does; nothing here waits for anything else.
  await new Promise((resolve) => setImmediate(resolve))
  world.parts.check(false)
  world.processes = world.processes.filter(isStillThere)
  return true
}

const isStillThere = ({ isDead }: SimProcess): boolean => !isDead

const checkOutcome = async (world: World): Promise<void> => {
  const { disk, log, parts, workload, tally, report } = world
  parts.checkAllThere()
  const rows = await rowsOfParts(parts.parts)
  tally.add(
    'rows compared',
    Object.values(rows).reduce((sum, { length }) => sum + length, 0),
  )
  const found = difference(outcomeOf(rows, log.deadLetters, workload), await expectedOutcome(workload))
  if (found !== null) report('R1, T12: the rows of a run without trouble', found.expected, found.found)
  const staged = [...disk.filesBelow(`${STORAGE}/.staging`).keys()]
  if (staged.length > 0) report('R3: nothing stays in .staging', 'no file', staged.join(', '))
  const checkpoints = [...disk.filesBelow(`${STORAGE}/.checkpoints`).keys()]
  const needed = log.partitions.flatMap(({ committed }) =>
    committed === null ? [] : neededBy(committed.metadata, disk),
  )
  if (`${checkpoints.sort()}` !== `${needed.sort()}`)
    report('R2: there are the checkpoints that are needed, and no other', needed.join(', '), checkpoints.join(', '))
}

/** The names of a committed checkpoint and of those that it is built on. */
const neededBy = (metadata: string, disk: SimDisk): string[] => {
  const { commitId } = JSON.parse(metadata) as CheckpointReference
  return neededCheckpoints(commitId, disk.file(`${STORAGE}/${checkpointPath(commitId)}`).content)
}
