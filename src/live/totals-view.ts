import type { Summary } from '../summary.ts'
import { clocksJson } from '../time/clocks-json.ts'
import type { TotalsView } from './status-view.ts'

const MOST_CLOCKS = 20

/** What was committed, as it is shown: with the worst clocks alone. */
export const totalsView = (committed: Summary): TotalsView => ({
  ...committed,
  clocks: clocksJson(committed.clocks, MOST_CLOCKS),
})
