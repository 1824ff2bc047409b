import { join } from 'node:path'
import type { LogLocation } from '../../src/config/log-url.ts'

/** Where a run takes place: a topic of its own, and a folder for what it writes. */
export interface Scene {
  readonly folder: string
  readonly log: LogLocation
  readonly topic: string
  readonly deadLetterTopic: string
  readonly storage: string
  readonly uninterruptedStorage: string
}

/** @param log null: an embedded one in the folder. */
export const sceneIn = (folder: string, log: LogLocation | null, name: string): Scene => ({
  folder,
  log: log ?? { kind: 'lmdb', path: join(folder, 'log') },
  topic: name,
  deadLetterTopic: `${name}_dlq`,
  storage: join(folder, 'killed'),
  uninterruptedStorage: join(folder, 'uninterrupted'),
})

/** The log as `--log` takes it. */
export const logUrl = (log: LogLocation): string =>
  log.kind === 'lmdb' ? `lmdb:${log.path}` : `kafka://${log.brokers.join(',')}`
