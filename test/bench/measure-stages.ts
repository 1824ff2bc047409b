import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { EventsShape } from './bench-events.ts'
import { DECODED_OTHERWISE } from './decode-ways.ts'
import { runJob } from './job.ts'
import type { Stage } from './stage.ts'
import { type StageCost, type StageSample, stageCosts } from './stage-costs.ts'
import { stageRecords } from './stage-records.ts'
import { STAGES } from './stages.ts'
import { turns } from './turns.ts'

export interface StageSettings {
  readonly shape: EventsShape
  readonly rounds: number
  /** For what the last stage writes; somebody else removes it. */
  readonly folder: string
}

export interface StagesResult {
  readonly events: number
  readonly rounds: number
  /** Of all data sets, that the events led to. */
  readonly rows: number
  readonly costs: readonly StageCost[]
  /** Other ways to do what the first two stages do. */
  readonly decodedOtherwise: readonly Omit<StageCost, 'addsCpuNs' | 'addsWallNs'>[]
}

const ALL = [...STAGES, ...DECODED_OTHERWISE]

/** Every stage in turn, round after round, in this one process: all of them with code that is as warm, and as general, as in the others. */
await runJob(async ({ shape, rounds, folder }: StageSettings): Promise<StagesResult> => {
  const deliveries = stageRecords(shape)
  const storage = join(folder, 'stages')
  const samplesOf = new Map<Stage, StageSample[]>(ALL.map((stage) => [stage, []]))
  let rows = 0
  const sampleOnce = async (stage: Stage): Promise<StageSample> => {
    const [cpuBefore, beganMs] = [process.cpuUsage(), performance.now()]
    rows = (await stage.run(deliveries, storage)) ?? rows
    const { user, system } = process.cpuUsage(cpuBefore)
    const wallMs = performance.now() - beganMs
    await rm(storage, { recursive: true, force: true })
    return { cpuMs: (user + system) / 1000, wallMs }
  }
  for (const stage of ALL) await sampleOnce(stage) // until Node has compiled what is hot
  for (const { one: stage } of turns(ALL, rounds)) samplesOf.get(stage)!.push(await sampleOnce(stage))
  const costsOf = (stages: readonly Stage[]) =>
    stageCosts(
      stages.map((stage) => ({ name: stage.name, samples: samplesOf.get(stage)! })),
      shape.events,
    )
  const decodedOtherwise = DECODED_OTHERWISE.flatMap((stage) => costsOf([stage])).map(
    ({ addsCpuNs: _, addsWallNs: __, ...cost }) => cost,
  )
  return { events: shape.events, rounds, rows, costs: costsOf(STAGES), decodedOtherwise }
})
