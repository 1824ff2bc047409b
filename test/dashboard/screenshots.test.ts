import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchChromium, missingChromium } from './chromium.ts'
import { DashboardPage } from './page.ts'
import { NOON_MS, syntheticView } from './synthetic-view.ts'
import { startViewServer, type ViewServer } from './view-server.ts'

/** Those of the documentation are made anew with TIDELINE_SCREENSHOTS=1; else they are looked at in test/.cache. */
const FOLDER = path.resolve(
  import.meta.dirname,
  process.env.TIDELINE_SCREENSHOTS === '1' ? '../../docs/screenshots' : '../.cache/screenshots',
)
/** Views that make some lines, as fast as a page takes them. */
const VIEWS = 60

const missing = missingChromium()

describe.skipIf(missing !== null)('screenshots of the dashboard', { timeout: 60_000 }, () => {
  let browser: Browser
  let server: ViewServer
  let tick = 0
  beforeAll(async () => {
    await mkdir(FOLDER, { recursive: true })
    browser = await launchChromium()
    // Time goes on by a second a view, and then it stands: what is shown is the same in every run.
    server = await startViewServer(
      (query) => syntheticView({ query, atMs: NOON_MS - 1000 * Math.max(0, VIEWS - tick++) }),
      { everyMs: 12 },
    )
  })
  afterAll(async () => {
    await browser?.close()
    await server?.close()
  })

  const shots = async (options: Parameters<typeof DashboardPage.open>[2], clips: Record<string, Clip>) => {
    tick = 0
    const dashboard = await DashboardPage.open(browser, server.url, {
      reducedMotion: 'reduce',
      viewport: { width: 1_280, height: 960 },
      ...options,
    })
    const uptimeMs = NOON_MS - Date.UTC(2026, 10, 23, 11, 30)
    await expect.poll(() => dashboard.number('top', 'uptime'), { timeout: 30_000 }).toBe(uptimeMs)
    const width = dashboard.page.viewportSize()!.width
    for (const [name, { y, height }] of Object.entries(clips))
      await dashboard.page.screenshot({
        path: path.join(FOLDER, `${name}.png`),
        clip: { x: 0, y, width, height },
        fullPage: true,
      })
    expect(dashboard.troubles).toEqual([])
    await dashboard.close()
  }

  it('light, also further down', () =>
    shots({ colorScheme: 'light' }, { light: { y: 0, height: 920 }, 'light-more': { y: 920, height: 920 } }))
  it('dark', () => shots({ colorScheme: 'dark' }, { dark: { y: 0, height: 920 } }))
  it('phone', () => shots({ viewport: { width: 360, height: 780 } }, { phone: { y: 0, height: 1_500 } }))
})

interface Clip {
  readonly y: number
  readonly height: number
}
