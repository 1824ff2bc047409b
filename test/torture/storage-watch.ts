import { setTimeout as sleep } from 'node:timers/promises'
import { CommitsSeen } from './commits-seen.ts'
import { publishedPaths, readPart } from './published-part.ts'

export interface StorageWatch {
  /** Looks a last time; the answer is how many parts were read, and what was wrong with them. */
  end(): Promise<Watched>
}

export interface Watched {
  readonly parts: number
  readonly problems: readonly string[]
}

const EVERY_MS = 1_000

/**
 * A reader of a storage folder that others write to and are killed at: what it sees is always whole (R1). Each part is read once, when it
 * is new; looks again after a second, or after ten times as long as looking took.
 */
export const watchStorage = (storage: string): StorageWatch => {
  const seen = new Set<string>()
  const commits = new CommitsSeen()
  const problems: string[] = []
  const ending = new AbortController()

  const look = async () => {
    const paths = await publishedPaths(storage)
    const there = new Set(paths)
    for (const path of seen) if (!there.has(path)) problems.push(`while it was written: ${path} is gone again`)
    for (const path of paths) {
      if (seen.has(path)) continue
      seen.add(path)
      const part = await readPart(storage, path).catch((error: Error) => {
        problems.push(`while it was written: ${path} cannot be read: ${error.message}`)
        return null
      })
      if (part !== null) problems.push(...commits.add(part).map((problem) => `while it was written: ${problem}`))
    }
  }
  const lookOn = async () => {
    while (!ending.signal.aborted) {
      const beganMs = performance.now()
      await look()
      const pauseMs = Math.max(EVERY_MS, 10 * (performance.now() - beganMs))
      await sleep(pauseMs, undefined, { signal: ending.signal }).catch(() => {})
    }
  }

  const looking = lookOn()
  return {
    end: async () => {
      ending.abort()
      await looking
      await look()
      return { parts: seen.size, problems }
    },
  }
}
