import { setTimeout as sleep } from 'node:timers/promises'
import { pauses } from '../log/pauses.ts'

const FIRST_PAUSE_MS = 500
const LONGEST_PAUSE_MS = 5_000

export interface Patience {
  /** What is wrong, in words, where waiting may mend it; null: the error is thrown. */
  readonly troubleOf: (error: unknown) => string | null
  /** Is told of each pause, in ms, what it waits for, and of what error. */
  readonly tell: (trouble: string, pauseMs: number, error: unknown) => void
  readonly stop: AbortSignal
}

/** Tries a step of starting again until it is done, saying each time what it waits for (R8, R9); null where it is stopped before. */
export const patiently = async <T>(
  step: () => Promise<T>,
  { troubleOf, tell, stop }: Patience,
): Promise<{ readonly value: T } | null> => {
  const { behind } = pauses(FIRST_PAUSE_MS, LONGEST_PAUSE_MS)
  while (!stop.aborted) {
    try {
      return { value: await step() }
    } catch (error) {
      const trouble = troubleOf(error)
      if (trouble === null) throw error
      const pauseMs = behind(error)
      tell(trouble, pauseMs, error)
      await sleep(pauseMs, undefined, { signal: stop }).catch(() => {})
    }
  }
  return null
}
