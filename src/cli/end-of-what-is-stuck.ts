import { setTimeout as sleep } from 'node:timers/promises'

/** What stands still may do so when it is closed, too. */
const LAST_WORDS_MS = 3_000

/**
 * Closes what a run that stands still leaves behind, for 3 s at most, and sees to it that the process can end: Node's exit waits for all its
 * threads, and one that hangs in the system, on another program's lock or on a disk that does not answer, would keep the process for ever.
 * Where there is such a thread the process kills itself (SIGKILL) as it exits, behind its last words.
 */
export const endOfWhatIsStuck = async (close: () => Promise<void>): Promise<void> => {
  const isClosed = await Promise.race([close().then(() => true), sleep(LAST_WORDS_MS, false)])
  if (isClosed && !isWaitingForFiles()) return
  process.once('exit', () => process.kill(process.pid, 'SIGKILL'))
}

const isWaitingForFiles = (): boolean => process.getActiveResourcesInfo().some((name) => name.startsWith('FSReq'))
