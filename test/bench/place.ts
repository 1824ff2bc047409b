import { join } from 'node:path'
import type { LogLocation } from '../../src/config/log-url.ts'

/** A log with a topic to read, made for this run of the benchmark. */
export interface Place {
  readonly name: string
  readonly url: string
  readonly location: LogLocation
  readonly topic: string
  /** Takes away what the benchmark has put there. */
  readonly clear: () => Promise<void>
}

/** An embedded log in a folder that its owner removes. */
export const embeddedPlace = (folder: string, topic: string): Place => {
  const path = join(folder, 'log')
  return { name: 'embedded log', url: `lmdb:${path}`, location: { kind: 'lmdb', path }, topic, clear: async () => {} }
}
