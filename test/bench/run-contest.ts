import { grouped } from '../../src/cli/progress.ts'
import type { StatusLine } from '../../src/cli/status-line.ts'
import { Refusal } from '../../src/config/refusal.ts'
import type { Contender, Contest, Run } from './contender.ts'
import { type ContestResult, contestResult } from './standing.ts'
import { turns } from './turns.ts'

/**
 * Lets each contender run so often, in turns, behind a run that does not count: a log that was just filled does things for the first time.
 * @throws Refusal where one has not read what the topic holds: its time would mean nothing.
 */
export const runContest = async (
  contest: Contest,
  { events, runs, line }: { readonly events: number; readonly runs: number; readonly line: StatusLine },
): Promise<ContestResult> => {
  const runsOf = new Map<Contender, Run[]>(contest.contenders.map((contender) => [contender, []]))
  line.show(`${contest.log}: a first run that does not count`)
  await contest.contenders[0]!.runOnce()
  const all = turns(contest.contenders, runs)
  for (const [i, { round, one }] of all.entries()) {
    line.show(`${contest.log}: ${one.name}, run ${round} of ${runs} (${i + 1} of ${all.length})`)
    const run = await one.runOnce()
    if (run.events !== events)
      throw new Refusal(
        `${one.name} on the ${contest.log} read ${grouped(run.events)} records; the topic holds ${grouped(events)}`,
      )
    runsOf.get(one)!.push(run)
    const speed = grouped(Math.round(run.events / run.seconds))
    line.write(`${contest.log}  run ${round} of ${runs}  ${one.name.padEnd(20)}  ${speed.padStart(11)} events/s\n`)
  }
  return contestResult(contest, runsOf)
}
