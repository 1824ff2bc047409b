import { VirtualTimeScheduler } from 'rxjs'
import { describe, expect, it } from 'vitest'
import { logProblems } from '../../src/cli/log-problems.ts'
import type { Problem } from '../../src/live/status-view.ts'
import { statusExample } from '../serve/status-example.ts'

const problem = (kind: Problem['kind'], message: string, partition: number | null = null): Problem => ({
  ...{ kind, message, sinceMs: 0, partition, worker: null },
})

/** What is said while these are the problems at each look, the last ones for good. */
const saidOf = (...looks: readonly (readonly Problem[])[]): readonly unknown[] => {
  const scheduler = new VirtualTimeScheduler()
  const said: unknown[] = []
  const say = (level: string) => (detail: unknown, text?: string) => void said.push([level, detail, text])
  const live = {
    status: () => statusExample({ problems: looks[Math.round(scheduler.frame / 500) - 1] ?? looks.at(-1)! }),
  }
  const logging = logProblems(live, { warn: say('warn'), info: say('info') }, scheduler).subscribe()
  scheduler.schedule(() => logging.unsubscribe(), (looks.length + 2) * 500 + 1)
  scheduler.flush()
  return said
}

describe('logProblems', () => {
  it('says what only looking finds, once as it begins and once as it is over', () => {
    const said = saidOf(
      [],
      [problem('room', '9 MiB left')],
      [problem('room', '8 MiB left'), problem('log', 'silent'), problem('standstill', 'stands', 3)],
      [problem('log', 'silent')],
      [],
    )
    expect(said).toEqual([
      ['warn', { problem: 'room' }, '9 MiB left'],
      ['warn', { problem: 'log' }, 'silent'],
      ['warn', { problem: 'standstill', partition: 3 }, 'stands'],
      ['info', { problem: 'room' }, 'over: 8 MiB left'],
      ['info', { problem: 'standstill', partition: 3 }, 'over: stands'],
      ['info', { problem: 'log' }, 'over: silent'],
    ])
  })

  it('leaves to the reports what they say', () => {
    const reported = [problem('disk', 'full', 1), problem('log', 'away', 1), problem('worker', 'dead')]
    expect(saidOf([...reported, problem('starting', 'soon')])).toEqual([])
  })
})
