import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchChromium, missingChromium } from './chromium.ts'
import { DashboardPage } from './page.ts'
import { NOON_MS, syntheticView } from './synthetic-view.ts'
import { startViewServer, type ViewServer } from './view-server.ts'

const missing = missingChromium()
const TENANTS = Array.from({ length: 10_000 }, (_, i) => `tenant-${String(i).padStart(5, '0')}`)
const TYPES = Array.from({ length: 20 }, (_, i) => `type-${String(i).padStart(2, '0')}`)
/** A frame of a screen that shows 60 a second. It is measured and printed; the assertion has room for a machine that does much else. */
const FRAME_MS = 16

describe.skipIf(missing !== null)('the dashboard with 10,000 tenants', { timeout: 40_000 }, () => {
  let browser: Browser
  let server: ViewServer
  let ticks = 0
  beforeAll(async () => {
    browser = await launchChromium()
    // Each view is another: time goes on by a second, every number in the table changes.
    server = await startViewServer((query) =>
      syntheticView({ query, tenants: TENANTS, types: TYPES, partitions: 16, atMs: NOON_MS + 1000 * ticks++ }),
    )
  })
  afterAll(async () => {
    await browser?.close()
    await server?.close()
  })

  it('lists a hundred, says of how many, and stays fluent', async () => {
    const dashboard = await DashboardPage.open(browser, `${server.url}#top=100`)
    await expect.poll(async () => (await dashboard.heat()).size).toBe(100)
    expect(await dashboard.text('windows', 'listed')).toContain('100 of 10,000 tenants')
    expect(await dashboard.heatTypes()).toHaveLength(13)

    const client = await dashboard.page.context().newCDPSession(dashboard.page)
    // The time of the page's own thread: what others do on this machine meanwhile is not in it.
    await client.send('Performance.enable', { timeDomain: 'threadTicks' })
    const used = async () => {
      const { metrics } = await client.send('Performance.getMetrics')
      const of = (name: string) => 1000 * metrics.find((metric) => metric.name === name)!.value
      return { scriptMs: of('ScriptDuration'), layoutMs: of('LayoutDuration') + of('RecalcStyleDuration') }
    }
    const [before, ticksBefore] = [await used(), ticks]
    await dashboard.page.waitForTimeout(3_000)
    const [after, n] = [await used(), ticks - ticksBefore]
    const [scriptMs, layoutMs] = [(after.scriptMs - before.scriptMs) / n, (after.layoutMs - before.layoutMs) / n]
    console.log(
      `a tick with 100 of 10,000 tenants and 13 columns: ${scriptMs.toFixed(1)} ms of script (a frame has ${FRAME_MS}), ` +
        `${layoutMs.toFixed(1)} ms of style and layout, over ${n} ticks`,
    )
    expect(scriptMs).toBeLessThan(4 * FRAME_MS)
    expect(dashboard.troubles).toEqual([])
    await dashboard.close()
  })

  it('keeps the elements of who is listed already', async () => {
    const dashboard = await DashboardPage.open(browser, server.url)
    await dashboard.page.evaluate("for (const row of document.querySelectorAll('tr')) row.dataset.marked = 'yes'")
    const since = ticks
    await expect.poll(() => ticks).toBeGreaterThan(since + 3)
    expect(await dashboard.page.locator('#heat-rows tr:not([data-marked])').count()).toBe(0)
    expect(await dashboard.page.locator('[data-rows=partitions] tr:not([data-marked])').count()).toBe(0)
    await dashboard.close()
  })

  it('finds one of them', async () => {
    const dashboard = await DashboardPage.open(browser, server.url)
    await dashboard.search('09999')
    await expect.poll(async () => [...(await dashboard.heat()).keys()]).toEqual(['tenant-09999'])
    expect(await dashboard.text('windows', 'listed')).toBe('1 tenant')
    expect(dashboard.troubles).toEqual([])
    await dashboard.close()
  })
})
