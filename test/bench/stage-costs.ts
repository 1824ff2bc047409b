import { median } from './median.ts'

/** What all events together took once, from the beginning up to and with a stage. */
export interface StageSample {
  /** Of the process, the garbage collector's threads included. */
  readonly cpuMs: number
  readonly wallMs: number
}

/** In ns an event. */
export interface StageCost {
  readonly name: string
  /** Up to and with this stage. */
  readonly cpuNs: number
  readonly wallNs: number
  /** Between the slowest and the fastest round. */
  readonly cpuSpreadNs: number
  /** More than up to the stage before: below 0 where noise is more than the stage. */
  readonly addsCpuNs: number
  readonly addsWallNs: number
}

/** Medians over the rounds of each stage, in the order of the way, and their differences. */
export const stageCosts = (
  stages: readonly { readonly name: string; readonly samples: readonly StageSample[] }[],
  events: number,
): readonly StageCost[] => {
  const perEvent = (ms: number) => (ms * 1e6) / events
  let before = { cpuNs: 0, wallNs: 0 }
  return stages.map(({ name, samples }) => {
    const cpu = samples.map(({ cpuMs }) => perEvent(cpuMs))
    const cpuNs = median(cpu)
    const wallNs = median(samples.map(({ wallMs }) => perEvent(wallMs)))
    const cost = {
      name,
      cpuNs,
      wallNs,
      cpuSpreadNs: Math.max(...cpu) - Math.min(...cpu),
      addsCpuNs: cpuNs - before.cpuNs,
      addsWallNs: wallNs - before.wallNs,
    }
    before = cost
    return cost
  })
}
