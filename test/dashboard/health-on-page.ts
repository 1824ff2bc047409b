import type { Browser } from 'playwright-core'
import { launchChromium, missingChromium } from './chromium.ts'
import { DashboardPage } from './page.ts'

/** The dashboard of a running pipeline in a real browser, as far as trouble goes. */
export interface HealthOnPage {
  /** Resolved when the health of the pipeline has these words in it. */
  readonly says: (words: string) => Promise<void>
  readonly close: () => Promise<void>
}

/** Nobody looks where there is no Chromium, which is said once; in CI there is one. */
const NOBODY: HealthOnPage = { says: async () => {}, close: async () => {} }

export const healthOnPage = async (url: string): Promise<HealthOnPage> => {
  if (missingChromium() !== null) return NOBODY
  const browser: Browser = await launchChromium()
  const dashboard = await DashboardPage.open(browser, url)
  return {
    says: (words) => dashboard.page.locator('#health', { hasText: words }).waitFor({ timeout: 20_000 }),
    close: async () => {
      const { troubles } = dashboard
      await browser.close()
      if (troubles.length > 0) throw new Error(`the browser complained: ${troubles.join('; ')}`)
    },
  }
}
