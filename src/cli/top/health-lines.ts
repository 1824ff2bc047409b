import type { Problem, StatusView } from '../../live/status-view.ts'
import { spanText } from './amounts.ts'
import { type Line, line, piece } from './line.ts'
import { shownText } from './shown-text.ts'
import type { TopState } from './top-state.ts'

/** A view comes once a second: after so long without one it is not how things are. */
const STALE_MS = 3_000
const MOST_MESSAGE = 400

/** Whether views come, and what the pipeline says of its health, in words. */
export const healthLines = ({ url, last, trouble }: TopState, nowMs: number): readonly Line[] => [
  ...connectionLines({ url, last, trouble }, nowMs),
  ...(last === null ? [] : pipelineLines(last.view.status, last.view.status.atMs + (nowMs - last.atMs))),
]

const connectionLines = ({ url, last, trouble }: TopState, nowMs: number): readonly Line[] => {
  const silentMs = last === null ? 0 : nowMs - last.atMs
  const stale = last === null ? '' : `STALE: what is below is ${spanText(silentMs)} old. `
  if (trouble !== null) {
    const again = Math.max(0, Math.ceil((trouble.nextTryMs - nowMs) / 1000))
    const message = shownText(trouble.message, MOST_MESSAGE)
    return [line(`${stale}${message}; tried for ${spanText(nowMs - trouble.sinceMs)}, again in ${again} s`, 'bad')]
  }
  if (last === null) return [line(`waiting for ${url} ...`, 'warn')]
  return silentMs > STALE_MS ? [line(`${stale}Nothing comes from ${url}.`, 'bad')] : []
}

const pipelineLines = (status: StatusView, nowMs: number): readonly Line[] => {
  const { problems, phase } = status
  if (problems.length === 0) {
    const word = phase === 'ending' ? piece('ENDING', 'warn') : piece('READY', 'good')
    return [[word, piece(phase === 'ending' ? '  commits what it has, then ends' : '  nothing is wrong')]]
  }
  return [
    [piece('NOT READY', 'bad'), piece(`  ${problems.length === 1 ? 'a problem' : `${problems.length} problems`}`)],
    ...problems.map((problem) => problemLine(problem, nowMs)),
  ]
}

const problemLine = ({ kind, message, sinceMs, partition, worker }: Problem, nowMs: number): Line => [
  piece(`  ${shownText(kind, 20)}`, 'bad'),
  piece(partition === null ? '' : ` partition ${partition}`),
  piece(worker === null ? '' : ` worker ${worker}`),
  piece(` for ${spanText(nowMs - sinceMs)}: ${shownText(message, MOST_MESSAGE)}`),
]
