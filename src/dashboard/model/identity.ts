import type { StatusView } from '../../live/status-view.ts'
import { setSpanText, wholeSpanText } from './spans.ts'
import { type Values, words } from './value.ts'

/** Which pipeline this is. */
export const identity = ({ pipeline, atMs }: StatusView): Values => {
  const { build, topic, group, log, storage, windowSizeMs, windowStepMs, graceMs, startedAtMs } = pipeline
  const uptimeMs = Math.max(0, atMs - startedAtMs)
  return {
    build: words(build),
    topic: { text: topic, hint: topic },
    group: { text: group, hint: group },
    log: { text: log, hint: log },
    storage: { text: storage, hint: storage },
    shape: words(`${setSpanText(windowSizeMs)} every ${setSpanText(windowStepMs)}, grace ${setSpanText(graceMs)}`),
    uptime: { text: wholeSpanText(uptimeMs), value: uptimeMs },
  }
}
