import type { PRODUCE_FLAGS } from './command-flags.ts'
import type { Given } from './command-line.ts'

const SYNTHETIC = ['rate', 'count', 'tenants', 'invalidShare', 'lateShare', 'seed', 'startMs'] as const

/** What is wrong with produce's values taken together, one problem a line. */
export const checkProduce = ({ config, givenBy }: Given<typeof PRODUCE_FLAGS>): readonly string[] => {
  if (givenBy.file !== undefined) {
    const names = SYNTHETIC.flatMap((key) => givenBy[key] ?? [])
    return names.map((name) => `${name}: shapes synthetic events, and ${givenBy.file} sends a file instead`)
  }
  const problems: string[] = []
  if (config.rate === 0 && config.count === null) {
    problems.push(`${givenBy.rate}: 0 is as fast as it goes, without an end unless --count says when`)
  }
  if ((config.invalidShare ?? 0) + (config.lateShare ?? 0) > 1) {
    problems.push('--invalid and --late: together they are more than 100%')
  }
  return problems
}
