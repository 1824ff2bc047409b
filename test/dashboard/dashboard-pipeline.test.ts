import { writeFile } from 'node:fs/promises'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { pipelineFolder } from '../cli/pipeline-fixture.ts'
import { HOSTILE_NAMES } from '../serve/hostile-names.ts'
import type { RunningCommand } from '../support/run-command.ts'
import { servedAt, statusOf, untilThere, windowsOf } from '../support/served-pipeline.ts'
import { launchChromium, missingChromium } from './chromium.ts'
import { DashboardPage } from './page.ts'

const missing = missingChromium()
const { at, produce, start, rowsOf } = pipelineFolder()

/** A multiple of the windows' step, long past: time in the partition is the events' alone, and an idle minute closes nothing of theirs. */
const BEGIN_MS = Date.parse('2026-01-01T00:00:00Z')
const STEP_MS = 2_000

interface Sent {
  readonly tenant: string
  readonly type: string
  /** Behind BEGIN_MS. */
  readonly ms: number
}

/** Writes events into a log of one partition, and behind them one that closes all of their windows. */
const send = async (log: string, events: readonly Sent[]) => {
  const lines = [...events, { tenant: 'closes', type: 'tick', ms: 100_000 }].map(({ tenant, type, ms }) =>
    JSON.stringify({ tenant_id: tenant, event_type: type, timestamp: (BEGIN_MS + ms) / 1_000 }),
  )
  await writeFile(at(`${log}.ndjson`), lines.join('\n'))
  await produce(log, '--partitions', '1', '--file', at(`${log}.ndjson`))
}

const served = async (running: RunningCommand, records: number): Promise<string> => {
  const url = await servedAt(running)
  await untilThere('all is processed', async () => ((await statusOf(url)).records >= records ? true : null), running)
  return url
}

const end = async (running: RunningCommand) => {
  running.child.kill('SIGTERM')
  expect(await running.ended).toMatchObject({ code: 0 })
}

describe.skipIf(missing !== null)('the dashboard of a real pipeline', { timeout: 90_000 }, () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await launchChromium()
  })
  afterAll(() => browser?.close())

  it('shows the numbers of the API, which are those of the Parquet; names are names', async () => {
    const tenants = ['acme', ...HOSTILE_NAMES]
    const events = tenants.flatMap((tenant, i) =>
      Array.from({ length: 20 + i }, (_, n) => ({
        tenant,
        type: n % 3 === 0 ? 'click' : tenant,
        ms: 1_000 * (n % 20),
      })),
    )
    await send('hostile', events)
    const running = start('hostile-storage', 'hostile', '--http', '127.0.0.1:0', '--commit-interval', '1s')
    const url = await served(running, events.length + 1)
    const dashboard = await DashboardPage.open(browser, `${url}#top=100`)
    const windowMs = BEGIN_MS + 10_000
    await dashboard.chooseWindow(windowMs)
    await expect.poll(async () => (await dashboard.heat()).size).toBe(tenants.length + 1)

    const view = await windowsOf(url, '?top=100')
    const { cells } = view.windows.find(({ startMs }) => startMs === windowMs)!
    const ofApi = new Map(view.tenants.map((tenant, i) => [tenant, cells[i]!.reduce((sum, n) => sum + n, 0)]))
    const shown = new Map(
      [...(await dashboard.heat())].map(([tenant, row]) => [tenant, row.reduce((a, b) => a + b, 0)]),
    )
    expect(shown).toEqual(ofApi)
    const status = await statusOf(url)
    expect(await dashboard.number('load', 'records')).toBe(status.records)
    expect(dashboard.troubles).toEqual([])
    await dashboard.close()
    await end(running)

    const ofParquet = new Map([...shown.keys()].map((tenant) => [tenant, 0]))
    for (const { tenant, window_start, occurrences } of await rowsOf('hostile-storage', 'rolling_window_results'))
      if (Number(window_start) === windowMs)
        ofParquet.set(String(tenant), ofParquet.get(String(tenant))! + Number(occurrences))
    expect(shown).toEqual(ofParquet)
    expect([...ofParquet.values()].reduce((a, b) => a + b, 0)).toBeGreaterThan(tenants.length)
  })

  it('has 10,000 tenants: the most active, and any of them by a part of its name', async () => {
    const events = Array.from({ length: 10_000 }, (_, i) => ({ tenant: `tenant-${i}`, type: 'view', ms: i % 10_000 }))
    const busy = Array.from({ length: 5 }, () => ({ tenant: 'tenant-7777', type: 'view', ms: 4_000 }))
    await send('many', [...events, ...busy])
    const running = start('many-storage', 'many', '--http', '127.0.0.1:0')
    const url = await served(running, 10_006)
    const dashboard = await DashboardPage.open(browser, url)
    await dashboard.chooseWindow(BEGIN_MS + STEP_MS)
    await expect.poll(() => dashboard.text('windows', 'listed')).toContain('20 of 10,001 tenants')
    expect([...(await dashboard.heat()).entries()][0]).toEqual(['tenant-7777', [6, 0]])
    await dashboard.search('tenant-9999')
    await expect.poll(async () => [...(await dashboard.heat()).keys()]).toEqual(['tenant-9999'])
    expect(dashboard.troubles).toEqual([])
    await dashboard.close()
    await end(running)
  })

  it('goes on by itself with the pipeline that is started in place of the one that died', async () => {
    await send('restarted', [{ tenant: 'acme', type: 'view', ms: 0 }])
    const first = start('restarted-storage', 'restarted', '--http', '127.0.0.1:0')
    const url = await served(first, 2)
    const dashboard = await DashboardPage.open(browser, url)
    first.child.kill('SIGKILL')
    await first.ended
    await dashboard.untilConnection(/Stale for \d+ s: reconnecting/)
    const second = start('restarted-storage', 'restarted', '--http', new URL(url).host)
    await dashboard.untilConnection(/Live/, 30_000)
    await expect.poll(() => dashboard.number('load', 'records')).toBe((await statusOf(url)).records)
    expect(dashboard.troubles).toEqual([])
    await dashboard.close()
    await end(second)
  })
})
