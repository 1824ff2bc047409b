import type { LogLocation } from '../config/log-url.ts'
import type { PipelineView } from '../live/status-view.ts'
import { BUILD } from './build.ts'
import type { RunSettings } from './run-settings.ts'

/** What of its settings a run shows to those who may see it: where things are, and no secret. */
export const pipelineView = (
  settings: RunSettings & { readonly log: LogLocation },
  startedAtMs: number,
): PipelineView => ({
  build: BUILD,
  startedAtMs,
  log: logText(settings.log),
  topic: settings.topic,
  group: settings.group,
  storage: settings.storage,
  windowSizeMs: settings.windowSizeMs,
  windowStepMs: settings.windowStepMs,
  graceMs: settings.graceMs,
  commitIntervalMs: settings.commitIntervalMs,
  untilEnd: settings.untilEnd,
})

const logText = (log: LogLocation): string =>
  log.kind === 'lmdb' ? `lmdb:${log.path}` : `kafka://${log.brokers.join(',')}`
