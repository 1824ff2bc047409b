import { runJob } from './job.ts'
import { type StageCost, type StageSample, stageCosts } from './stage-costs.ts'
import { stageRecords } from './stage-records.ts'
import { STAGES, type Stage } from './stages.ts'
import { turns } from './turns.ts'

export interface StageSettings {
  readonly events: number
  readonly tenants: number
  readonly seed: number
  readonly rounds: number
}

export interface StagesResult {
  readonly events: number
  readonly rounds: number
  /** Of all data sets, that the events led to. */
  readonly rows: number
  readonly costs: readonly StageCost[]
}

/** Every stage in turn, round after round, in this one process: all of them with code that is as warm, and as general, as in the others. */
await runJob(async ({ events, tenants, seed, rounds }: StageSettings): Promise<StagesResult> => {
  const deliveries = stageRecords(events, tenants, seed)
  const samplesOf = new Map<Stage, StageSample[]>(STAGES.map((stage) => [stage, []]))
  let rows = 0
  for (const stage of STAGES) await stage.run(deliveries) // until Node has compiled what is hot
  for (const { one: stage } of turns(STAGES, rounds)) {
    const [cpuBefore, beganMs] = [process.cpuUsage(), performance.now()]
    rows = (await stage.run(deliveries)) ?? rows
    const { user, system } = process.cpuUsage(cpuBefore)
    samplesOf.get(stage)!.push({ cpuMs: (user + system) / 1000, wallMs: performance.now() - beganMs })
  }
  const measured = [...samplesOf].map(([{ name }, samples]) => ({ name, samples }))
  return { events, rounds, rows, costs: stageCosts(measured, events) }
})
