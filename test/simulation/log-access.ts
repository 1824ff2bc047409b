import { LogError } from '../../src/log/event-log.ts'
import type { Random } from '../../src/produce/random.ts'
import type { Faults } from './faults.ts'
import type { SimLog } from './sim-log.ts'
import type { SimProcess } from './sim-process.ts'
import type { Tally } from './tally.ts'
import type { ReportViolation } from './violation.ts'

/** What one process of the world needs to use its log. */
export interface LogAccess {
  readonly process: SimProcess
  readonly log: SimLog
  readonly faults: Faults
  readonly random: Random
  readonly tally: Tally
  readonly report: ReportViolation
  readonly mostInBatch: number
  readonly isCoordinated: boolean
  /** What the process' own clock says. */
  readonly nowMs: () => number
}

/** A request that may not arrive, or be answered in vain. */
export const request = <T>(
  { process, faults }: LogAccess,
  name: string,
  effect: () => T,
  isReady?: () => boolean,
): Promise<T> =>
  process.ask(
    name,
    () => {
      const lost = faults.log()
      if (lost === 'request') throw new LogError('unreachable', 'unreachable')
      const answer = effect()
      if (lost === 'answer') throw new LogError('unreachable', 'unreachable, but done')
      return answer
    },
    isReady && { isReady },
  )
