import { grouped } from '../../src/cli/progress.ts'
import type { StatusLine } from '../../src/cli/status-line.ts'
import { Refusal } from '../../src/config/refusal.ts'
import type { Absent, Contender, Contest, Run } from './contender.ts'
import { type ContestResult, contestResult } from './standing.ts'
import { turns } from './turns.ts'

export interface ContestRules {
  readonly runs: number
  readonly line: StatusLine
  readonly stop: AbortSignal
}

/**
 * Lets each contender run so often, in turns, behind a run that does not count: a log that was just filled does things for the first time.
 * A peer that fails is out, with its reason. @throws Refusal where another one fails, or has not read what its topic holds: its time would
 * mean nothing.
 */
export const runContest = async (contest: Contest, { runs, line, stop }: ContestRules): Promise<ContestResult> => {
  const runsOf = new Map<Contender, Run[]>(contest.contenders.map((contender) => [contender, []]))
  const failed: Absent[] = []
  line.show(`${contest.log}: a first run that does not count`)
  await contest.contenders[0]!.runOnce()
  const all = turns(contest.contenders, runs)
  for (const [i, { round, one }] of all.entries()) {
    if (failed.some(({ name }) => name === one.name)) continue
    line.show(`${contest.log}: ${one.name}, run ${round} of ${runs} (${i + 1} of ${all.length})`)
    const begin = `${contest.log}  run ${round} of ${runs}  ${one.name.padEnd(28)}`
    try {
      const run = await wholeRun(one, contest.log)
      runsOf.get(one)!.push(run)
      line.write(`${begin}  ${grouped(Math.round(run.events / run.seconds)).padStart(11)} events/s\n`)
    } catch (error) {
      if (one.part !== 'peer' || stop.aborted) throw error
      const reason = (error as Error).message
      failed.push({ name: one.name, does: one.does, reason: `run ${round}: ${reason}` })
      line.write(`${begin}  failed: ${reason}\n`)
    }
  }
  return contestResult(contest, { runsOf, failed })
}

const wholeRun = async ({ name, events, runOnce }: Contender, log: string): Promise<Run> => {
  const run = await runOnce()
  if (run.events !== events)
    throw new Refusal(`${name} on the ${log} read ${grouped(run.events)} records; the topic holds ${grouped(events)}`)
  return run
}
