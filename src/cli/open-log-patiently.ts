import type { LogLocation } from '../config/log-url.ts'
import type { EventLog } from '../log/event-log.ts'
import { type OpeningOptions, openLog } from './open-log.ts'
import { type Patience, patiently } from './patiently.ts'

export interface PatientOpening extends Omit<Patience, 'troubleOf' | 'tell'>, OpeningOptions {
  readonly tell: (trouble: string, pauseMs: number) => void
  readonly untilEnd: boolean
  /** It was open to this run before: that it does not let us in any more is trouble too, not a wrong setting. */
  readonly isUnderWay?: boolean
}

/**
 * Opens the log for a run; null where it is stopped before. A live pipeline waits for its broker for ever (R9); a run to the end, which
 * is a job that somebody waits for, says so and fails. So does a live one that the broker does not let in at the start: a wrong password does
 * not become right by waiting, and many a broker locks out who tries on.
 */
export const openLogPatiently = async (
  location: LogLocation,
  { untilEnd, isUnderWay = false, tell, stop, ...options }: PatientOpening,
): Promise<EventLog | null> => {
  const waits = location.kind === 'kafka' && !untilEnd
  const passing = isUnderWay ? ['unreachable', 'unauthenticated'] : ['unreachable']
  const troubleOf = (error: unknown) =>
    waits && passing.includes(String((error as { reason?: unknown }).reason)) ? String((error as Error).message) : null
  const opened = await patiently(() => openLog(location, { ...options, tell }), { tell, stop, troubleOf })
  return opened === null ? null : opened.value
}
