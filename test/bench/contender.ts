/** One run of a contender over the whole topic. */
export interface Run {
  /** From the first partition that it was given until it was done with the last event. */
  readonly seconds: number
  /** Records that it read, invalid ones too. */
  readonly events: number
  /** The most memory that its process had, mapped files included; null where the system does not tell. */
  readonly peakBytes: number | null
  /** Of that what was its own: no pages of files. */
  readonly peakAnonBytes: number | null
  /** Of the values; absent where it does not count them. */
  readonly bytesRead?: number
  /** Absent where it writes nothing. */
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

/**
 * Something that reads the topic of events and does what it does with them. Another system is one more of these: all that is asked of
 * it is to begin with nothing (a process, a group and a folder of its own), to read every record once, and to say how long that took.
 */
export interface Contender {
  readonly name: string
  readonly does: string
  readonly runOnce: () => Promise<Run>
}

/** What is compared side by side on one log. */
export interface Contest {
  readonly log: string
  readonly contenders: readonly Contender[]
  /** The name of the contender that the others are held against: the least that anybody could do. */
  readonly floor: string
}
