import type { Operation, SimProcess } from './sim-process.ts'
import type { World } from './world.ts'

/** Something that may come next, and how likely it is now against the others. Made once a world: a step is too short to make closures. */
export interface Happening {
  readonly weight: () => number
  readonly happen: () => void
}

/** The weight of what there usually is to do. */
const USUAL = 1_000

/** What goes on by itself: an operation is done, a timer goes off, time passes, the group finds its order, a late answer arrives. */
export const ordinary = (world: World): readonly Happening[] => {
  const { clock, group, log } = world
  let ready: Operation[] = []
  const isLate = () => log.partitions.some(({ late }) => late.length > 0)
  return [
    {
      weight: () => {
        ready = world.processes.flatMap((process) => process.ready())
        return ready.length > 0 ? USUAL : 0
      },
      happen: () => perform(world, oneOf(world, ready)),
    },
    {
      // Time goes by while there is work, too: the disk may be slow.
      weight: () => {
        const timer = clock.next()
        if (timer === null) return 0
        return timer.dueMs <= clock.nowMs || ready.length === 0 ? USUAL / 5 : USUAL / 200
      },
      happen: () => {
        world.tally.add('timers')
        world.note(clock.next()!.owner.name, 'timer')
        clock.fire(clock.next()!)
      },
    },
    { weight: () => (group.isUnsettled ? USUAL / 20 : 0), happen: () => rebalance(world) },
    {
      weight: () => (isLate() ? USUAL / 40 : 0),
      happen: () => {
        const partition = oneOf(
          world,
          log.partitions.filter(({ late }) => late.length > 0),
        )
        world.note('-', `late commit of p${partition.number} arrives`)
        log.arrive(partition)
      },
    },
  ]
}

/** What else comes while the world goes on: records arrive, processes start and wake up. */
export const arrivals = (world: World): readonly Happening[] => {
  const { workload, random } = world
  const running = () => world.processes.filter(({ isOver }) => !isOver)
  const frozen = () => world.processes.filter(({ isFrozen }) => isFrozen)
  return [
    { weight: () => (world.hasMoreRecords ? USUAL / 25 : 0), happen: () => world.append(1 + random.below(12)) },
    { weight: () => (running().length < workload.processes ? USUAL / 40 : 0), happen: () => void world.start() },
    { weight: () => (frozen().length > 0 ? USUAL / 150 : 0), happen: () => thaw(world, oneOf(world, frozen())) },
  ]
}

/** The coordinator shares the partitions out anew for no reason that a member could see, so many times: no trouble, but no peace either. */
export const whims = (world: World, times: number): Happening => {
  let left = times
  return {
    weight: () => (left > 0 ? USUAL / 40 : 0),
    happen: () => {
      left--
      rebalance(world)
    },
  }
}

/** What makes life hard, as often as the seed's rates say and until its troubles are used up. */
export const troubles = (world: World): readonly Happening[] => {
  const { faults, group, tally } = world
  const { rates } = faults
  const all = () => world.processes
  const awake = () => world.processes.filter(({ isOver, isFrozen }) => !isOver && !isFrozen)
  const trouble = (rate: number, whom: () => readonly SimProcess[], happen: (process: SimProcess) => void) => ({
    weight: () => (rate > 0 && faults.left > 0 && whom().length > 0 ? rate : 0),
    happen: () => {
      faults.left--
      happen(oneOf(world, whom()))
    },
  })
  return [
    trouble(rates.kill, all, (process) => {
      tally.add('kills')
      world.kill(process, 'killed')
    }),
    trouble(rates.powerLoss, all, () => {
      tally.add('power losses')
      world.losePower()
    }),
    trouble(rates.freeze, awake, (process) => {
      tally.add('freezes')
      world.note(process.name, 'frozen')
      process.isFrozen = true
      group.isUnsettled = true
    }),
    trouble(rates.rebalance, awake, () => rebalance(world)),
    trouble(rates.stop, awake, (process) => {
      tally.add('graceful stops')
      world.note(process.name, 'told to stop')
      process.stop$.next()
    }),
    trouble(rates.diskTrouble, all, () => world.note('-', 'disk trouble', faults.beginTrouble())),
  ]
}

export const thaw = (world: World, process: SimProcess): void => {
  if (process.isFenced) world.tally.add('takeovers of a frozen process')
  world.note(process.name, 'goes on')
  process.isFrozen = false
  world.group.isUnsettled = true
}

const perform = (world: World, { owner, name, perform: effect }: Operation): void => {
  world.tally.add('operations')
  const line = world.trace.length
  world.note(owner.name, name)
  const outcome = effect()
  if (outcome !== 'ok') world.trace[line] += `: ${outcome}`
}

const rebalance = (world: World): void => {
  world.tally.add('rebalances')
  world.note('-', 'rebalance')
  world.group.rebalance()
}

const oneOf = <T>({ random }: World, list: readonly T[]): T => list[random.below(list.length)]!
