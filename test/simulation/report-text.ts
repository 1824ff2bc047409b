import { grouped } from '../../src/cli/progress.ts'
import type { SeedRun } from './run-seed.ts'
import { COUNTED, type Tally } from './tally.ts'

const LAST_LINES = 12

/** What broke, how it came to that, and how to see it again. */
export const violationText = ({ seed, violation, trace }: SeedRun): string => {
  const { rule, expected, found } = violation!
  const last = trace.slice(-LAST_LINES).map((line) => `    ${line}`)
  return [
    `seed ${seed} broke a rule. ${rule}`,
    `  expected ${expected}`,
    `  found    ${found}`,
    `  replay   npm run simulate -- --seed ${seed} --trace`,
    ...last,
  ].join('\n')
}

/** All that was counted, one a line. */
export const tallyText = (tally: Tally, seeds: number, violations: number): string =>
  [
    ['seeds', seeds] as const,
    ...COUNTED.map((what) => [what, tally.of(what)] as const),
    ['violations', violations] as const,
  ]
    .map(([what, n]) => `${grouped(n).padStart(11)} ${what}`)
    .join('\n')
