import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { LiveView, WindowsQuery } from '../../src/live/windows-view.ts'
import { launchChromium, missingChromium } from './chromium.ts'
import { DashboardPage } from './page.ts'
import { NOON_MS, syntheticView } from './synthetic-view.ts'
import { startViewServer, type ViewServer } from './view-server.ts'

const missing = missingChromium()

describe.skipIf(missing !== null)('the dashboard', () => {
  let browser: Browser
  let server: ViewServer
  let dashboard: DashboardPage
  let viewOf: (query: WindowsQuery) => LiveView
  beforeAll(async () => {
    browser = await launchChromium()
    server = await startViewServer((query) => viewOf(query), { everyMs: 100 })
  })
  beforeEach(async () => {
    viewOf = (query) => syntheticView({ query })
    dashboard = await DashboardPage.open(browser, server.url)
  })
  afterEach(async () => {
    expect(dashboard.troubles).toEqual([])
    await dashboard.close()
  })
  afterAll(async () => {
    await browser?.close()
    await server?.close()
  })
  const view = () => syntheticView()

  it('shows the numbers of the view', async () => {
    const { status } = view()
    const shown = {
      recordsPerSecond: await dashboard.number('load', 'records-per-second'),
      records: await dashboard.number('load', 'records'),
      lagRecords: await dashboard.number('load', 'lag-records'),
      lagSeconds: await dashboard.number('load', 'lag-seconds'),
      eta: await dashboard.number('load', 'lag-eta'),
      open: await dashboard.number('sessions', 'open'),
      completed: await dashboard.number('sessions', 'completed'),
      letters: await dashboard.number('letters', 'letters'),
      latePairs: await dashboard.number('corrections', 'late-pairs'),
      restarts: await dashboard.number('recovery', 'restarts'),
    }
    expect(shown).toEqual({
      recordsPerSecond: status.recordsPerSecond,
      records: status.records,
      lagRecords: status.lag.records,
      lagSeconds: status.lag.seconds,
      eta: status.lag.etaSeconds,
      open: status.sessions.open,
      completed: status.sessions.completed,
      letters: 1_214 + 303 + 75,
      latePairs: status.totals.latePairs,
      restarts: 1,
    })
    for (const { partition, nextOffset, watermarkMs, open } of status.partitions) {
      expect(await dashboard.cellNumber('partitions', String(partition), 'next')).toBe(nextOffset)
      expect(await dashboard.cellNumber('partitions', String(partition), 'watermark')).toBe(watermarkMs)
      expect(await dashboard.cellNumber('partitions', String(partition), 'windows')).toBe(open.windows)
    }
    expect(await dashboard.cellNumber('outcomes', 'orphan_end', 'sessions')).toBe(211)
    expect(await dashboard.cellNumber('reasons', 'schema', 'letters')).toBe(303)
    expect(await dashboard.cellNumber('workers', '1', 'pid')).toBe(4_987)
  })

  it('shows the window that closes next, and another when it is chosen', async () => {
    const { windows } = view().windows
    const closesNext = windows[10]!
    expect(await dashboard.windowStart()).toBe(closesNext.startMs)
    expect([...(await dashboard.heat()).values()]).toEqual(closesNext.cells)
    expect(await dashboard.text('windows', 'window-state')).toMatch(/^open/)
    await dashboard.chooseWindow(windows[3]!.startMs)
    expect([...(await dashboard.heat()).values()]).toEqual(windows[3]!.cells)
    expect(await dashboard.number('windows', 'window-occurrences')).toBe(windows[3]!.occurrences)
    expect(await dashboard.text('windows', 'window-state')).toBe('closed')
    await dashboard.page.locator('#follow').click()
    expect(await dashboard.windowStart()).toBe(closesNext.startMs)
  })

  it('follows: when a window closes, the next one is shown', async () => {
    viewOf = (query) => syntheticView({ query, atMs: NOON_MS + 4_000 })
    const next = syntheticView({ atMs: NOON_MS + 4_000 }).windows.windows[10]!.startMs
    await expect.poll(() => dashboard.windowStart()).toBe(next)
    expect(next).toBe(view().windows.windows[12]!.startMs)
  })

  it('says why a window is open, with times', async () => {
    const why = await dashboard.page.locator('#reasons').innerText()
    expect(why).toMatch(/Partition 3: open for 200 ms more/)
    expect(why).toMatch(/newest event is of 14:02:09.800; less the grace of 2 s its watermark is 14:02:07.800/)
    expect(why).toMatch(/Partition 0: closed/)
  })

  it('says what is wrong, since when, and where', async () => {
    viewOf = (query) => withProblem(syntheticView({ query }))
    const health = dashboard.page.locator('#health')
    await health.getByRole('heading', { name: 'Not ready: 1 problem' }).waitFor()
    const words = await health.innerText()
    expect(words).toContain('The disk cannot be written, partition 2')
    expect(words).toContain('since 14:01:11, for 1 min')
    expect(words).toContain('ENOSPC: make room in storage')
    expect(await dashboard.page.title()).toBe('Not ready: 1 problem · Tideline')
    expect(await dashboard.page.locator('#announcer').innerText()).toContain('The disk cannot be written')
    expect(await dashboard.cell('partitions', '2', 'state').innerText()).toBe('paused (disk) for 1 min')
  })

  it('asks for what is searched, for one tenant and for more of them, and Escape takes it back', async () => {
    const asked = () => server.queries.at(-1)
    await dashboard.search('st')
    await expect.poll(asked).toEqual({ search: 'st', tenant: null, top: 20 })
    await expect
      .poll(async () => [...(await dashboard.heat()).keys()])
      .toEqual(['stark-industries', 'prestige', 'monsters-inc'])
    await dashboard.showTop(50)
    await expect.poll(asked).toEqual({ search: 'st', tenant: null, top: 50 })
    await dashboard.page.locator('#heat-rows th', { hasText: 'prestige' }).click()
    await expect.poll(asked).toEqual({ search: 'st', tenant: 'prestige', top: 50 })
    await dashboard.page.locator('#alone', { hasText: 'Only prestige' }).waitFor()
    expect(await dashboard.text('lines', 'lines-tenant')).toBe('prestige')
    expect(dashboard.page.url()).toContain('#search=st&tenant=prestige&top=50')
    await dashboard.page.keyboard.press('Escape')
    await expect.poll(asked).toEqual({ search: 'st', tenant: null, top: 50 })
    await dashboard.page.keyboard.press('Escape')
    await expect.poll(asked).toEqual({ search: '', tenant: null, top: 50 })
    expect(server.streams()).toBe(1)
  })

  it('opens with what its address asks for', async () => {
    const { page } = dashboard
    await page.goto(`${server.url}#tenant=hooli&top=10`)
    await page.reload()
    await page.locator('#alone', { hasText: 'Only hooli' }).waitFor()
    expect(server.queries.at(-1)).toEqual({ search: '', tenant: 'hooli', top: 10 })
  })

  it('moves by arrow keys in the heat map and along the windows', async () => {
    const { page } = dashboard
    const focused = () =>
      page.evaluate<string>('document.activeElement.dataset.value ?? document.activeElement.innerText')
    await page.locator('#heat-rows th').first().focus()
    for (const key of ['ArrowDown', 'ArrowRight', 'ArrowRight']) await page.keyboard.press(key)
    expect(await focused()).toBe(String(view().windows.windows[10]!.cells[1]![1]))
    await page.keyboard.press('Control+End')
    expect(await focused()).toBe(String(view().windows.windows[10]!.cells[19]![6]))
    await page.keyboard.press('Home')
    expect(await focused()).toBe('gekko')
    expect(await page.locator('#heat-rows [tabindex="0"]').count()).toBe(1)
    await page.keyboard.press('Enter')
    await expect.poll(() => server.queries.at(-1)?.tenant).toBe('gekko')

    await page.locator('#strip [aria-pressed=true]').focus()
    await page.keyboard.press('ArrowLeft')
    await page.keyboard.press('Enter')
    expect(await dashboard.windowStart()).toBe(view().windows.windows[9]!.startMs)
  })

  it('copies the command that shows a dead letter', async () => {
    const letter = dashboard.page.locator('#last-letters li').first()
    expect(await letter.locator('code').innerText()).toBe(
      'npm run dlq -- show 1:91221804 --source --log kafka://127.0.0.1:9092',
    )
    await dashboard.page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
    await letter.getByRole('button').click()
    await letter.getByText('Copied').waitFor()
    expect(await dashboard.page.evaluate<string>('navigator.clipboard.readText()')).toContain('show 1:91221804')
  })
})

const withProblem = (view: LiveView): LiveView => {
  const sinceMs = NOON_MS - 60_000
  const message = 'ENOSPC: make room in storage, it goes on by itself'
  return {
    ...view,
    status: {
      ...view.status,
      problems: [{ kind: 'disk', message, sinceMs, partition: 2, worker: null }],
      partitions: view.status.partitions.map((partition) =>
        partition.partition === 2 ? { ...partition, paused: { trouble: 'disk', message, sinceMs } } : partition,
      ),
    },
  }
}
