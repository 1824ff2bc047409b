import { setTimeout as sleep } from 'node:timers/promises'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, it } from 'vitest'
import { launchChromium, missingChromium } from './chromium.ts'
import { DashboardPage } from './page.ts'
import { NOON_MS, syntheticView } from './synthetic-view.ts'
import { startViewServer } from './view-server.ts'

const missing = missingChromium()

describe.skipIf(missing !== null).concurrent('the connection of the dashboard', { timeout: 40_000 }, () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await launchChromium()
  })
  afterAll(() => browser?.close())

  it('is stale in words when the server dies, and goes on by itself when it is back', async ({ expect }) => {
    const first = await startViewServer((query) => syntheticView({ query }))
    const dashboard = await DashboardPage.open(browser, first.url)
    await first.close()
    await dashboard.untilConnection(/Stale for [3-9] s: reconnecting/)
    const opacity = () => dashboard.page.evaluate<string>("getComputedStyle(document.querySelector('main')).opacity")
    await expect.poll(opacity).toBe('0.5')
    expect(await dashboard.page.locator('#announcer').innerText()).toBe('No news from the pipeline')

    const second = await startViewServer((query) => syntheticView({ query, atMs: NOON_MS + 60_000 }), {
      port: first.port,
    })
    await dashboard.untilConnection(/Live/)
    expect(await dashboard.number('load', 'records')).toBe(syntheticView({ atMs: NOON_MS + 60_000 }).status.records)
    await expect.poll(opacity).toBe('1')
    expect(await dashboard.page.locator('#announcer').innerText()).toMatch(/^Ready/)
    expect(dashboard.troubles).toEqual([])
    await dashboard.close()
    await second.close()
  })

  it('is stale when the server is there but says nothing', async ({ expect }) => {
    let isSilent = false
    const server = await startViewServer((query) => (isSilent ? null : syntheticView({ query })))
    const dashboard = await DashboardPage.open(browser, server.url)
    isSilent = true
    await dashboard.untilConnection(/^Stale for [3-9] s$/)
    isSilent = false
    await dashboard.untilConnection(/Live/)
    expect(dashboard.troubles).toEqual([])
    await dashboard.close()
    await server.close()
  })

  it('begins anew where nothing is heard for ten seconds: a network that is gone says nothing', async ({ expect }) => {
    let isGone = true
    const server = await startViewServer(() => (isGone ? null : syntheticView()))
    const dashboard = await DashboardPage.open(browser, server.url, { isShown: false })
    await expect.poll(() => server.queries.length).toBe(1)
    await expect.poll(() => server.queries.length, { timeout: 15_000 }).toBe(2)
    expect(server.streams()).toBe(1)
    isGone = false
    await dashboard.untilConnection(/Live/)
    expect(dashboard.troubles).toEqual([])
    await dashboard.close()
    await server.close()
  })

  it('says why it is refused, and asks again', async ({ expect }) => {
    let refusal: { status: number; error: string } | null = { status: 503, error: '32 clients are watching already' }
    const server = await startViewServer((query) => syntheticView({ query }), { refuse: () => refusal })
    const dashboard = await DashboardPage.open(browser, server.url, { isShown: false })
    await dashboard.untilConnection(/No answer for \d s: 32 clients are watching already/)
    refusal = null
    await dashboard.untilConnection(/Live/)
    expect(dashboard.troubles).toEqual([])
    await dashboard.close()
    await server.close()
  })

  it('asks to sign in again where it has to', async ({ expect }) => {
    const server = await startViewServer(() => null, { refuse: () => ({ status: 401, error: 'sign in' }) })
    const dashboard = await DashboardPage.open(browser, server.url, { isShown: false })
    await dashboard.untilConnection(/Signed out/)
    expect(await dashboard.page.getByRole('link', { name: 'Sign in again' }).getAttribute('href')).toBe('/login')
    expect(dashboard.troubles).toEqual([])
    await dashboard.close()
    await server.close()
  })

  it('asks no more when it is signed out, until it is seen again or another tab is let in', async ({ expect }) => {
    let isSignedOut = true
    let asked = 0
    const refuse = () => {
      asked++
      return isSignedOut ? { status: 401, error: 'sign in' } : null
    }
    const server = await startViewServer((query) => syntheticView({ query }), { refuse })
    const dashboard = await DashboardPage.open(browser, server.url, { isShown: false })
    await dashboard.untilConnection(/Signed out/)
    expect(asked).toBe(2)
    await sleep(5_000)
    expect(asked).toBe(2)
    await setHidden(dashboard, true)
    await setHidden(dashboard, false)
    await expect.poll(() => asked).toBe(4)
    await dashboard.untilConnection(/Signed out/)

    isSignedOut = false
    const other = await dashboard.page.context().newPage()
    await other.goto(server.url)
    await dashboard.untilConnection(/Live/)
    expect(dashboard.troubles).toEqual([])
    await dashboard.close()
    await server.close()
  })

  it('ends while the tab is hidden', async ({ expect }) => {
    const server = await startViewServer((query) => syntheticView({ query }))
    const dashboard = await DashboardPage.open(browser, server.url)
    await setHidden(dashboard, true)
    await expect.poll(server.streams).toBe(0)
    await setHidden(dashboard, false)
    await expect.poll(server.streams).toBe(1)
    await dashboard.untilConnection(/Live/)
    expect(dashboard.troubles).toEqual([])
    await dashboard.close()
    await server.close()
  })

  it('loads the page anew where the pipeline has become another version', async ({ expect }) => {
    let build = '0.2.0'
    const server = await startViewServer((query) => {
      const view = syntheticView({ query })
      return { ...view, status: { ...view.status, pipeline: { ...view.status.pipeline, build } } }
    })
    const dashboard = await DashboardPage.open(browser, server.url)
    const loaded = dashboard.page.waitForEvent('load')
    build = '0.3.0'
    await loaded
    await dashboard.untilConnection(/Live/)
    expect(await dashboard.text('top', 'build')).toBe('0.3.0')
    expect(dashboard.troubles).toEqual([])
    await dashboard.close()
    await server.close()
  })
})

/** A headless page is never hidden; this is what it would see. */
const setHidden = (dashboard: DashboardPage, isHidden: boolean): Promise<void> =>
  dashboard.page.evaluate<void>(
    `Object.defineProperty(document, 'hidden', { configurable: true, get: () => ${isHidden} }); ` +
      "document.dispatchEvent(new Event('visibilitychange'))",
  )
