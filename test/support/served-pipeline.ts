import { setTimeout as sleep } from 'node:timers/promises'
import type { Problem, StatusView } from '../../src/live/status-view.ts'
import type { LiveView, WindowsView } from '../../src/live/windows-view.ts'
import type { Readiness } from '../../src/serve/health.ts'

/** As much of a running command as is needed to find its server. */
interface Running {
  readonly text: () => string
}

const PATIENCE_MS = 30_000
const LOOK_MS = 25

/** Waits until something is there; fails with the words for it, and with what the process said last. */
export const untilThere = async <T>(
  what: string,
  look: () => Promise<T | null | undefined> | T | null | undefined,
  { text }: Running,
  patienceMs = PATIENCE_MS,
): Promise<T> => {
  for (const deadline = Date.now() + patienceMs; ; await sleep(LOOK_MS)) {
    const found = await look()
    if (found !== null && found !== undefined) return found
    if (Date.now() > deadline) throw new Error(`waited in vain until ${what}; it said last:\n${text().slice(-3_000)}`)
  }
}

/** Where a pipeline says that it serves. */
export const servedAt = (running: Running): Promise<string> =>
  untilThere('it serves', () => /"url":"(http:[^"]+)"/.exec(running.text())?.[1], running)

/** An answer of the API as it is; `null` where nobody answers. */
const answerOf = async (url: string, path: string): Promise<Response | null> => fetch(url + path).catch(() => null)

const jsonOf =
  <View>(path: string) =>
  async (url: string, query = ''): Promise<View> =>
    (await (await fetch(url + path + query)).json()) as View

export const statusOf = jsonOf<StatusView>('/api/status')
export const windowsOf = jsonOf<WindowsView>('/api/windows')

/** What /readyz says, and that its code says the same. */
export const readinessOf = async (url: string): Promise<Readiness> => {
  const answer = await answerOf(url, '/readyz')
  if (answer === null) throw new Error('/readyz does not answer')
  const readiness = (await answer.json()) as Readiness
  if (readiness.ready !== (answer.status === 200)) throw new Error(`${answer.status} ${JSON.stringify(readiness)}`)
  return readiness
}

export const untilReady = (url: string, running: Running, patienceMs?: number): Promise<Readiness> =>
  untilThere('it is ready', async () => ((await readinessOf(url)).ready ? readinessOf(url) : null), running, patienceMs)

/** The first problem of a kind that /readyz names, asked 40 times a second. */
export const untilProblem = (url: string, kind: Problem['kind'], running: Running): Promise<Problem> =>
  untilThere(
    `/readyz says ${kind}`,
    async () => (await readinessOf(url)).problems.find((problem) => problem.kind === kind),
    running,
  )

/** A metric's value with exactly these labels, such as `tideline_rows_total{data_set="session_stats"}`. */
export const metricsOf = async (url: string): Promise<ReadonlyMap<string, number>> => {
  const text = await (await fetch(`${url}/metrics`)).text()
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'))
  return new Map(
    lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ') + 1))]),
  )
}

/** A client of /api/stream: what came so far, and when the stream was over. */
export interface StreamClient {
  readonly views: readonly LiveView[]
  readonly over: Promise<number>
}

/** A line is what ends with a line feed, and nothing else that Unicode has for that: names may have those in them. */
const viewIn = (event: string): LiveView => {
  const data = event.split('\n').find((line) => line.startsWith('data: '))
  if (data === undefined) throw new Error(`no view: ${event}`)
  return JSON.parse(data.slice('data: '.length))
}

export const openStream = async (url: string, query = ''): Promise<StreamClient> => {
  const { body } = await fetch(`${url}/api/stream${query}`)
  const views: LiveView[] = []
  const read = async () => {
    const reader = body!.pipeThrough(new TextDecoderStream()).getReader()
    let text = ''
    for (;;) {
      // Cut off: that is an end, too.
      const { value, done } = await reader.read().catch(() => ({ value: '', done: true }))
      if (done) return performance.now()
      const events = (text + value).split('\n\n')
      text = events.pop()!
      views.push(...events.map(viewIn))
    }
  }
  return { views, over: read() }
}
