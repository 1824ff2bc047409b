import { ProcessTree } from '../trials/process-tree.ts'

export interface PeakMemory {
  /** The most memory that a program's processes had together, mapped files included; null where the system does not tell. */
  readonly peakBytes: number | null
  /** Of that what was their own: no pages of files. */
  readonly peakAnonBytes: number | null
}

export interface MemoryWatch {
  /** The peak so far. */
  readonly peak: PeakMemory
  /** Ends the program and all that it has started. */
  readonly kill: () => void
  readonly end: () => void
}

const SAMPLE_EVERY_MS = 50
/** Children come and go seldom, and to look for them costs more than to look at them. */
const LOOK_EVERY = 10
const MEGABYTE = 1e6

/** Looks at the memory of a process and its children, again and again until `end`. */
export const watchMemory = (pid: number): MemoryWatch => {
  const tree = new ProcessTree(pid)
  let peak: PeakMemory = { peakBytes: null, peakAnonBytes: null }
  let samples = 0
  const sampling = setInterval(() => {
    if (samples++ % LOOK_EVERY === 0) tree.look()
    const now = tree.memory()
    if (now === null) return
    const { peakRssMb, rssMb, rssAnonMb } = now // the first is exact, of one process; the second a sample, of all
    peak = {
      peakBytes: Math.max(peak.peakBytes ?? 0, Math.max(peakRssMb, rssMb) * MEGABYTE),
      peakAnonBytes: Math.max(peak.peakAnonBytes ?? 0, rssAnonMb * MEGABYTE),
    }
  }, SAMPLE_EVERY_MS)
  return {
    get peak() {
      return peak
    },
    kill: () => tree.kill(),
    end: () => clearInterval(sampling),
  }
}
