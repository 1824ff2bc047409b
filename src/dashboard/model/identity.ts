import type { StatusView } from '../../live/status-view.ts'
import { spanText, wholeSpanText } from './spans.ts'
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
    shape: words(`${plain(windowSizeMs)} every ${plain(windowStepMs)}, grace ${plain(graceMs)}`),
    uptime: { text: wholeSpanText(uptimeMs), value: uptimeMs },
  }
}

/** `10 s` and not `10.0 s`: what was set, not what was measured. */
const plain = (ms: number): string => spanText(ms).replace('.0 s', ' s')
