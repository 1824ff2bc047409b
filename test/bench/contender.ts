import type { PeakMemory } from './peak-memory.ts'

/** One run of a contender over its whole topic. */
export interface Run extends PeakMemory {
  /** From the first partition that it was given until it was done with the last event; a peer's: its events by its own rate. */
  readonly seconds: number
  /** Records that it read, invalid ones too. */
  readonly events: number
  /** Of the values; absent where it does not count them. */
  readonly bytesRead?: number
  /** Absent where it writes nothing, or does not say. */
  readonly written?: Written
}

export interface Written {
  readonly rows: number
  /** Of all Parquet parts. */
  readonly bytes: number
  readonly parts: number
  /** How long each commit took. */
  readonly commitsMs: readonly number[]
}

/** What it is in the comparison: what is measured, what only reads, or another system, whose failure is a finding and no end. */
export type Part = 'pipeline' | 'reader' | 'peer'

/**
 * Something that reads events and does what it does with them. Another system is one more of these: all that is asked of it is to begin
 * with nothing (a process, a group and a folder of its own), to read every record once, and to say how long that took.
 */
export interface Contender {
  readonly name: string
  readonly part: Part
  readonly does: string
  /** How many records its topic has: fewer than the others', of the same kind, where it would take hours. */
  readonly events: number
  readonly runOnce: () => Promise<Run>
}

/** A system that should have been there, and is not. */
export interface Absent {
  readonly name: string
  readonly does: string
  readonly reason: string
}

/** What is compared side by side on one log. */
export interface Contest {
  readonly log: string
  readonly contenders: readonly Contender[]
  /** The name of the contender that the others are held against: the least that anybody could do. */
  readonly floor: string
  /** Those who could not even begin. */
  readonly absent: readonly Absent[]
}
