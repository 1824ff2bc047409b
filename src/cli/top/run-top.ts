import { firstValueFrom, merge, timeout } from 'rxjs'
import type { ConfigOf } from '../../config/flag.ts'
import { Refusal } from '../../config/refusal.ts'
import type { TOP_FLAGS } from '../../config/top-flags.ts'
import type { LiveView } from '../../live/windows-view.ts'
import { aborted } from '../aborted.ts'
import { jsonText } from '../json-text.ts'
import { stopSignal } from '../stop-signal.ts'
import { writeLine } from '../write-line.ts'
import { plainLine } from './line.ts'
import { listen, StreamTrouble } from './listen.ts'
import { screenLines } from './screen.ts'
import { endKey, fullScreen } from './terminal.ts'
import { initialTop, topAfter } from './top-state.ts'
import { viewsOverHttp } from './views-over-http.ts'
import { watch } from './watch.ts'

export type TopConfig = ConfigOf<typeof TOP_FLAGS>

const MOST_WAIT_MS = 10_000
/** Of a view in a file or a pipe, where nothing says how wide it may be. */
const WIDE = 120

/** Shows a pipeline until its user has seen enough, or one view of it. @throws Refusal where there is nothing to see. */
export const runTop = async (config: TopConfig): Promise<void> => {
  const { url, search, tenant, tenants, once, json, httpToken: token } = config
  const connect = () => viewsOverHttp({ url, token, search, tenant, top: tenants })
  const { stdout, stdin } = process
  try {
    if (once || !stdout.isTTY) {
      const first$ = connect().pipe(timeout({ first: MOST_WAIT_MS }))
      const view = await firstValueFrom(first$, { defaultValue: null })
      if (view === null) throw new StreamTrouble(`${url} ended its stream without a view`, true)
      for (const text of json ? [jsonText(view)] : viewText(url, view, stdout.columns ?? WIDE)) await writeLine(text)
      return
    }
    const stop = stopSignal()
    await watch(url, listen(connect), fullScreen(stdout, stdin), merge(endKey(stdin), aborted(stop)))
  } catch (error) {
    if (error instanceof StreamTrouble) throw new Refusal(error.message)
    if (error instanceof Error && error.name === 'TimeoutError')
      throw new Refusal(`${url} sent no view within ${MOST_WAIT_MS / 1000} s`)
    throw error
  }
}

const viewText = (url: string, view: LiveView, columns: number): readonly string[] => {
  const nowMs = Date.now()
  const state = topAfter(initialTop(url), { kind: 'view', view }, nowMs)
  return screenLines(state, { columns, rows: Number.POSITIVE_INFINITY }, nowMs).map(plainLine)
}
