import { setTimeout as sleep } from 'node:timers/promises'
import type { Browser, ConsoleMessage } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { dashboardFiles } from '../../src/serve/dashboard-files.ts'
import { sessionCookie } from '../../src/serve/session-cookie.ts'
import { fakeLiveSource } from '../serve/fake-live-source.ts'
import { serve, TOKEN } from '../serve/serve-fixture.ts'
import { launchChromium, missingChromium } from './chromium.ts'
import { DashboardPage } from './page.ts'

const missing = missingChromium()

describe.skipIf(missing !== null)('a browser at a server with a token', { timeout: 40_000 }, () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await launchChromium()
  })
  afterAll(() => browser?.close())

  /** The page, its form, and all errors of its console, that of a wrong token's 401 too. */
  const opened = async (url: string) => {
    const dashboard = await DashboardPage.open(browser, url, { isShown: false })
    const errors: string[] = []
    dashboard.page.on('console', (message: ConsoleMessage) => {
      if (message.type() === 'error') errors.push(message.text())
    })
    const logIn = async (token: string) => {
      await dashboard.page.getByLabel('Token').fill(token)
      await dashboard.page.getByRole('button', { name: 'Log in' }).click()
    }
    return { dashboard, page: dashboard.page, errors, logIn }
  }

  it.each(['127.0.0.1', 'localhost'])('at %s logs in by the form and sees the dashboard live', async (host) => {
    const { url } = await serve({ token: TOKEN, dashboard: dashboardFiles }, fakeLiveSource(Date.now))
    const { dashboard, page, errors, logIn } = await opened(url.replace('127.0.0.1', host))
    expect(new URL(page.url()).pathname).toBe('/login')
    await logIn(TOKEN)
    await dashboard.untilConnection(/Live/)
    expect(new URL(page.url()).pathname).toBe('/')
    expect([errors, dashboard.troubles]).toEqual([[], []])
    await dashboard.close()
  })

  it('locks nobody out with a cookie that is over, and goes on where another tab logs in', async () => {
    const { url } = await serve({ token: TOKEN, dashboard: dashboardFiles }, fakeLiveSource(Date.now))
    const { dashboard, page, logIn } = await opened(url)
    await logIn(TOKEN)
    await dashboard.untilConnection(/Live/)
    const [cookie] = await page.context().cookies()
    await page.context().addCookies([{ ...cookie!, value: sessionCookie(9_999_999_999, 'another token') }])
    await page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    await dashboard.untilConnection(/Signed out/)
    const asked: string[] = []
    page.on('request', (request) => asked.push(request.url()))
    await sleep(5_000)
    expect(asked).toEqual([])

    const tab = await page.context().newPage()
    await tab.goto(`${url}/login`)
    await tab.getByLabel('Token').fill(TOKEN)
    await tab.getByRole('button', { name: 'Log in' }).click()
    await tab.locator('#connection[data-state=live]').waitFor()
    await dashboard.untilConnection(/Live/)
    expect(dashboard.troubles).toEqual([])
    await dashboard.close()
  })

  it('is told of a wrong token, and asked again', async () => {
    const { url } = await serve({ token: TOKEN, dashboard: dashboardFiles }, fakeLiveSource(Date.now))
    const { dashboard, page, errors, logIn } = await opened(url)
    await logIn('wrong')
    await page.getByText('That is not the token.').waitFor({ timeout: 5_000 })
    expect(errors.filter((text) => !text.includes('status of 401'))).toEqual([])
    await logIn(TOKEN)
    await dashboard.untilConnection(/Live/)
    expect(dashboard.troubles).toEqual([])
    await dashboard.close()
  })
})
