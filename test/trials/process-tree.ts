import { readdirSync, readFileSync } from 'node:fs'
import { memoryOf, type ProcessMemory } from './process-memory.ts'

interface Listed {
  readonly pid: number
  readonly parent: number
  /** In clock ticks since the machine's start: with the pid, whose it is also after others have had the number. */
  readonly startedAt: number
}

/**
 * A process and all that it has started, and they in turn, also those whose parent has ended meanwhile (Linux). Elsewhere the process
 * alone. Knows what was there when it last looked; looking goes through all processes of the machine, a millisecond or two.
 */
export class ProcessTree {
  readonly #known = new Map<number, number | null>()

  constructor(root: number) {
    this.#known.set(root, startOf(root))
  }

  look(): void {
    const all = listed()
    const startedAt = new Map(all.map((one) => [one.pid, one.startedAt]))
    for (const [pid, start] of this.#known)
      if (startedAt.size > 0 && startedAt.get(pid) !== start) this.#known.delete(pid)
    for (let size = -1; size !== this.#known.size; ) {
      size = this.#known.size
      for (const { pid, parent, startedAt } of all)
        if (this.#known.has(parent) && !this.#known.has(pid)) this.#known.set(pid, startedAt)
    }
  }

  /** Of all of them together: pages that they share count for each. `peakRssMb` is of the one that had most. null where all have ended. */
  memory(): ProcessMemory | null {
    const each = [...this.#known.keys()].flatMap((pid) => memoryOf(pid) ?? [])
    if (each.length === 0) return null
    const sum = (of: (one: ProcessMemory) => number) => each.reduce((total, one) => total + of(one), 0)
    return {
      rssAnonMb: sum((one) => one.rssAnonMb),
      rssMb: sum((one) => one.rssMb),
      peakRssMb: Math.max(...each.map((one) => one.peakRssMb)),
    }
  }

  /** Ends all of them, at once and without a word. */
  kill(): void {
    this.look()
    for (const [pid, start] of this.#known) {
      if (startOf(pid) !== start) continue // the number is another's by now
      try {
        process.kill(pid, 'SIGKILL')
      } catch {
        // has ended by itself
      }
    }
  }
}

const listed = (): readonly Listed[] => {
  try {
    return readdirSync('/proc').flatMap((name) => (/^\d+$/.test(name) ? (readStat(name) ?? []) : []))
  } catch {
    return []
  }
}

/** The name of a program comes in parentheses, and may hold some: what counts comes behind the last one. */
const readStat = (pid: string): Listed | null => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return { pid: Number(pid), parent: Number(fields[1]), startedAt: Number(fields[19]) }
  } catch {
    return null
  }
}

const startOf = (pid: number): number | null => readStat(String(pid))?.startedAt ?? null
