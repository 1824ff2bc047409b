import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createInterface } from 'node:readline'

/** Why tests with Prometheus have to be skipped here; null where they can run. In CI it has to be there. */
export const missingPrometheus = (): string | null => {
  const missing = ['promtool', 'prometheus'].filter((name) => spawnSync(name, ['--version']).status !== 0)
  if (missing.length === 0) return null
  const reason = `there is no ${missing.join(' and no ')} (Debian: prometheus)`
  if (process.env.CI) throw new Error(`${reason}, and CI requires it`)
  return reason
}

/** What `promtool check metrics` has to say against a page of metrics: nothing, if it is well. */
export const promtoolCheck = (metrics: string): { readonly status: number | null; readonly said: string } => {
  const { status, stdout, stderr } = spawnSync('promtool', ['check', 'metrics'], { input: metrics, encoding: 'utf8' })
  return { status, said: `${stdout}${stderr}`.trim() }
}

export interface Prometheus {
  /** The values of an instant query, as strings, each with its labels. */
  query(promql: string): Promise<readonly { readonly metric: Record<string, string>; readonly value: string }[]>
  stop(): Promise<void>
}

const running = new Set<ChildProcess>()
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL')
})

/** Debian's Prometheus on a free port of 127.0.0.1 with a folder of its own, which asks `target` (host:port) every second. */
export const startPrometheus = async (target: string, token: string | null): Promise<Prometheus> => {
  const folder = await mkdtemp(path.join(tmpdir(), 'tideline-prometheus-'))
  await writeFile(path.join(folder, 'token'), token ?? '')
  const authorization = token === null ? {} : { authorization: { credentials_file: 'token' } }
  const scrape = { job_name: 'tideline', static_configs: [{ targets: [target] }], ...authorization }
  // YAML takes JSON.
  const config = { global: { scrape_interval: '1s', scrape_timeout: '1s' }, scrape_configs: [scrape] }
  await writeFile(path.join(folder, 'prometheus.yml'), JSON.stringify(config))
  const child = spawn(
    'prometheus',
    ['--config.file=prometheus.yml', '--storage.tsdb.path=data', '--web.listen-address=127.0.0.1:0'],
    { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] },
  )
  running.add(child)
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()))
  const stop = async () => {
    child.kill('SIGTERM')
    const last = setTimeout(() => child.kill('SIGKILL'), 10_000)
    await ended
    clearTimeout(last)
    running.delete(child)
    await rm(folder, { recursive: true })
  }
  const address = await listeningAddress(child).catch(async (error: unknown) => {
    await stop()
    throw error
  })
  return { query: (promql) => query(address, promql), stop }
}

const listeningAddress = async (child: ChildProcess): Promise<string> => {
  const said: string[] = []
  for await (const line of createInterface({ input: child.stderr! })) {
    said.push(line)
    const address = /msg="Listening on" address=(?<address>\S+)/.exec(line)?.groups?.address
    if (address === undefined) continue
    child.stderr!.resume()
    return address
  }
  throw new Error(`Prometheus ended: ${said.slice(-10).join('\n')}`)
}

const query = async (address: string, promql: string) => {
  const url = `http://${address}/api/v1/query?${new URLSearchParams({ query: promql })}`
  const response = await fetch(url, { signal: AbortSignal.timeout(5_000) })
  const { status, data } = (await response.json()) as {
    status: string
    data: { result: { metric: Record<string, string>; value: [number, string] }[] }
  }
  if (status !== 'success') throw new Error(`Prometheus answers ${status} to ${promql}`)
  return data.result.map(({ metric, value }) => ({ metric, value: value[1] }))
}
