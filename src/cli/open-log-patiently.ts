import type { LogLocation } from '../config/log-url.ts'
import type { EventLog } from '../log/event-log.ts'
import { type OpeningOptions, openLog } from './open-log.ts'
import { type Patience, patiently } from './patiently.ts'

/**
 * Opens the log for a run; null where it is stopped before. A live pipeline waits for its broker for ever (R9); a run to the end, which
 * is a job that somebody waits for, says so and fails.
 */
export const openLogPatiently = async (
  location: LogLocation,
  { untilEnd, tell, stop, ...options }: Omit<Patience, 'troubleOf'> & OpeningOptions & { readonly untilEnd: boolean },
): Promise<EventLog | null> => {
  const waits = location.kind === 'kafka' && !untilEnd
  const troubleOf = (error: unknown) =>
    waits && (error as { reason?: unknown }).reason === 'unreachable' ? String((error as Error).message) : null
  const opened = await patiently(() => openLog(location, options), { tell, stop, troubleOf })
  return opened === null ? null : opened.value
}
