import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchChromium, missingChromium } from './chromium.ts'
import { contrastsBelow } from './contrast.ts'
import { DashboardPage } from './page.ts'
import { syntheticView } from './synthetic-view.ts'
import { startViewServer, type ViewServer } from './view-server.ts'

const missing = missingChromium()
/** WCAG AA, for text of any size. */
const AA = 4.5

describe.skipIf(missing !== null)('the dashboard, for everybody', () => {
  let browser: Browser
  let server: ViewServer
  beforeAll(async () => {
    browser = await launchChromium()
    server = await startViewServer((query) => syntheticView({ query }))
  })
  afterAll(async () => {
    await browser?.close()
    await server?.close()
  })
  const opened = (options: Parameters<typeof DashboardPage.open>[2] = {}) =>
    DashboardPage.open(browser, server.url, options)

  it('names every landmark, table, field and button', async () => {
    const dashboard = await opened()
    const { page } = dashboard
    for (const role of ['banner', 'main', 'search', 'contentinfo', 'status'] as const)
      expect(await page.getByRole(role).count(), role).toBe(1)
    expect(await page.getByRole('heading', { level: 1 }).count()).toBe(1)
    expect(await page.getByRole('heading', { level: 2 }).count()).toBe(await page.locator('main > section').count())
    const unnamed = `[...document.querySelectorAll('main > section, section.scroll')].filter((section) =>
      !section.getAttribute('aria-label') && !document.getElementById(section.getAttribute('aria-labelledby'))?.innerText)`
    expect(await page.evaluate<number>(`${unnamed}.length`)).toBe(0)
    expect(await page.locator('table:not(:has(caption))').count()).toBe(0)
    expect(await page.locator('th:not([scope])').count()).toBe(0)
    expect(await page.locator('button:not([aria-label]):empty').count()).toBe(0)
    expect(await page.locator('[aria-live]').count()).toBe(1)
    expect(await page.evaluate<string>('document.documentElement.lang')).toBe('en')
    const ids = await page.evaluate<string[]>("[...document.querySelectorAll('[id]')].map(({ id }) => id)")
    expect(new Set(ids).size).toBe(ids.length)
    await dashboard.close()
  })

  it('has every chart in words', async () => {
    const dashboard = await opened()
    const summaries = await dashboard.page.locator('[data-summary]').allTextContents()
    expect(summaries).toHaveLength(await dashboard.page.locator('[data-chart]').count())
    expect(summaries[0]).toMatch(/^Records a second over the last .*: now [\d,]+, least [\d,]+, most [\d,]+\.$/)
    expect(summaries[3]).toMatch(/^checkout over the last 3 min 58 s: now 8,875/)
    await dashboard.close()
  })

  it('can be reached by the Tab key in the order of the page, and the focus is seen', async () => {
    const dashboard = await opened()
    const { page } = dashboard
    const reached: string[] = []
    for (let i = 0; i < 12; i++) {
      await page.keyboard.press('Tab')
      const [name, outline] = await page.evaluate<[string, string]>(
        '((e) => [e.id || e.className || e.parentElement.id || e.tagName, getComputedStyle(e).outlineStyle])(document.activeElement)',
      )
      reached.push(name)
      if (name !== 'skip') expect(outline, name).not.toBe('none')
    }
    expect(reached.slice(0, 8)).toEqual([
      'skip',
      'zone',
      'theme',
      'search',
      'top-n',
      'slot',
      'follow',
      'scroll heat-scroll',
    ])
    await dashboard.close()
  })

  it.each(['light', 'dark'] as const)('has enough contrast in the %s theme', async (colorScheme) => {
    const dashboard = await opened({ colorScheme })
    const texts =
      'h1, h2, h3, dt, dd, th, td, p, strong, small, button, figcaption, label, code, footer, .muted, .state, .number'
    expect(await dashboard.page.evaluate<string[]>(contrastsBelow(AA, texts))).toEqual([])
    const heat = await dashboard.page.evaluate<number>(
      "new Set([...document.querySelectorAll('#heat td')].map((cell) => cell.dataset.heat)).size",
    )
    expect(heat).toBeGreaterThan(5)
    await dashboard.close()
  })

  it('has the theme that the system has, or the one that was chosen, also after a reload', async () => {
    const dashboard = await opened({ colorScheme: 'dark' })
    const { page } = dashboard
    const ground = () => page.evaluate<string>('getComputedStyle(document.body).backgroundColor')
    const dark = await ground()
    await page.emulateMedia({ colorScheme: 'light' })
    const light = await ground()
    expect(light).not.toBe(dark)
    await page.getByRole('button', { name: 'Theme: system' }).click()
    await page.getByRole('button', { name: 'Theme: light' }).click()
    expect(await ground()).toBe(dark)
    await page.reload()
    await page.getByRole('button', { name: 'Theme: dark' }).waitFor()
    expect(await ground()).toBe(dark)
    expect(dashboard.troubles).toEqual([])
    await dashboard.close()
  })

  it('shows times in UTC, or in the zone of the browser', async () => {
    const dashboard = await opened({ timezoneId: 'Asia/Kolkata' })
    const watermark = dashboard.cell('partitions', '0', 'watermark')
    expect(await watermark.innerText()).toBe('14:02:09.000')
    await dashboard.page.getByRole('button', { name: 'Times in UTC' }).click()
    await dashboard.page.getByRole('button', { name: 'Times in UTC+05:30' }).waitFor()
    expect(await watermark.innerText()).toBe('19:32:09.000')
    await dashboard.close()
  })

  it('does not scroll sideways, from a phone to a wall', async () => {
    const dashboard = await opened()
    for (const width of [360, 768, 1_099, 1_440, 2_560]) {
      await dashboard.page.setViewportSize({ width, height: 780 })
      await expect.poll(() => dashboard.page.evaluate<number>('document.documentElement.scrollWidth')).toBe(width)
    }
    await dashboard.close()
  })

  it('moves nothing where the system asks for that', async () => {
    const dashboard = await opened({ reducedMotion: 'reduce' })
    const moving =
      "[...document.querySelectorAll('*')].filter((e) => parseFloat(getComputedStyle(e).transitionDuration) > 0).length"
    expect(await dashboard.page.evaluate<number>(moving)).toBe(0)
    await dashboard.close()
  })
})
