import { lastValueFrom, tap } from 'rxjs'
import type { LogLocation } from '../config/log-url.ts'
import type { KafkaDecoder } from '../log/kafka-client.ts'
import type { Share } from '../log/share.ts'
import { runLookedAt } from '../look/run-looked-at.ts'
import { gatherReports } from '../workers/gather-reports.ts'
import type { Parent } from '../workers/node-parent.ts'
import { aborted } from './aborted.ts'
import type { KafkaSettings } from './kafka-security.ts'
import { openLogPatiently } from './open-log-patiently.ts'
import type { PreparedRun } from './prepare-run.ts'
import { type RunSettings, runOptions } from './run-settings.ts'

/** All that a worker has to know: its parent has seen to topics, storage and the end. */
export interface WorkerJob {
  readonly settings: RunSettings & KafkaSettings & { readonly log: LogLocation; readonly kafkaDecoder: KafkaDecoder }
  readonly prepared: PreparedRun
  readonly share: Share
}

/** Runs a worker's part of a run, telling the parent, until that says to stop. */
export const work = async ({ settings, prepared, share }: WorkerJob, { stop, look$, tell }: Parent<WorkerJob>) => {
  const log = await openLogPatiently(settings.log, {
    ...settings,
    share,
    isUnderWay: true, // the parent was let in
    tell: (message, pauseMs) => void tell({ kind: 'waiting', message, pauseMs }),
    stop,
  })
  if (log === null) return
  try {
    await tell({ kind: 'running', pid: process.pid })
    const options = { ...runOptions(settings, prepared, aborted(stop)), staysUntilStopped: true }
    const report$ = runLookedAt(log, options, look$).pipe(
      gatherReports(),
      tap((reports) => void tell({ kind: 'reports', reports })),
    )
    await lastValueFrom(report$, { defaultValue: null })
  } finally {
    await log.close()
  }
}
