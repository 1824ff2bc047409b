import type { EXPLAIN_FLAGS } from './command-flags.ts'
import type { Given } from './command-line.ts'

/** The flags that say which number is meant, each of which is needed. */
export const checkExplain = ({ config }: Given<typeof EXPLAIN_FLAGS>): readonly string[] =>
  Object.entries({ '--tenant': config.tenant, '--type': config.type, '--window': config.startMs })
    .filter(([, value]) => value === null)
    .map(([name]) => `${name}: is needed to say which number is meant`)
