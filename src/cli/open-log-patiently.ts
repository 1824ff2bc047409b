import type { LogLocation } from '../config/log-url.ts'
import type { EventLog } from '../log/event-log.ts'
import type { Share } from '../log/share.ts'
import { openLog } from './open-log.ts'
import { type Patience, patiently } from './patiently.ts'

/**
 * Opens the log for a run; null where it is stopped before. A live pipeline waits for its broker for ever (R9); a run to the end, which
 * is a job that somebody waits for, says so and fails.
 */
export const openLogPatiently = async (
  location: LogLocation,
  {
    untilEnd,
    share,
    ...patience
  }: Omit<Patience, 'troubleOf'> & { readonly untilEnd: boolean; readonly share?: Share },
): Promise<EventLog | null> => {
  const waits = location.kind === 'kafka' && !untilEnd
  const troubleOf = (error: unknown) =>
    waits && (error as { reason?: unknown }).reason === 'unreachable' ? String((error as Error).message) : null
  const opened = await patiently(() => openLog(location, share), { ...patience, troubleOf })
  return opened === null ? null : opened.value
}
