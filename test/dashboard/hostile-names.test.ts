import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { LiveView, WindowsQuery } from '../../src/live/windows-view.ts'
import { launchChromium, missingChromium } from './chromium.ts'
import { DashboardPage } from './page.ts'
import { syntheticView } from './synthetic-view.ts'
import { startViewServer, type ViewServer } from './view-server.ts'

const missing = missingChromium()

/** E2 lets all of these be tenants, types and parts of messages. */
const HOSTILE = [
  '<img src=x onerror=alert(1)>',
  '"><script>alert(2)</script>',
  '\u202Egnitset\u202C \u2066x',
  '__proto__',
  '   ',
  '\u200B',
  'a\nb\tc\u0000',
  'm'.repeat(256),
  '\u{1F469}\u200D\u{1F680}\u{1F525}',
  'עברית 123',
  '../../etc',
  'constructor',
]

/** What would not be seen, or would break the line, in signs. */
const SHOWN = new Map([
  ['   ', '"   "'],
  ['\u200B', '"\u200B"'],
  ['a\nb\tc\u0000', 'a␊b␉c␀'],
])

/** The view with hostile text wherever a text of an event, or of trouble, can be. */
const hostile = (query: WindowsQuery): LiveView => {
  const view = syntheticView({ query, tenants: HOSTILE, types: HOSTILE })
  const [text] = HOSTILE as [string]
  const { status } = view
  return {
    ...view,
    status: {
      ...status,
      pipeline: { ...status.pipeline, topic: text, group: text, log: text, storage: text },
      problems: HOSTILE.map((message, i) => ({ kind: 'worker', message, sinceMs: 0, partition: i, worker: i })),
      partitions: status.partitions.map((partition) => ({
        ...partition,
        paused: { trouble: 'log', message: text, sinceMs: 0 },
      })),
      workers: status.workers.map((worker) => ({ ...worker, how: text })),
      deadLetters: {
        ...status.deadLetters,
        rates: { perSecond: 1, tenants: HOSTILE.map((tenant) => ({ tenant, perSecond: 1 })) },
        last: HOSTILE.map((tenant, offset) => ({
          topic: text,
          partition: 0,
          offset,
          atMs: status.atMs,
          reason: 'schema',
          tenant,
          error: tenant,
        })),
      },
    },
  }
}

describe.skipIf(missing !== null)('hostile names on the dashboard', () => {
  let browser: Browser
  let server: ViewServer
  beforeAll(async () => {
    browser = await launchChromium()
    server = await startViewServer(hostile)
  })
  afterAll(async () => {
    await browser?.close()
    await server?.close()
  })

  it.each([1_440, 360])('are names and nothing else, at a width of %d', async (width) => {
    const dashboard = await DashboardPage.open(browser, server.url, { viewport: { width, height: 800 } })
    const { page } = dashboard
    expect([...(await dashboard.heat()).keys()]).toEqual(HOSTILE)
    const names = await page.locator('#heat-rows .name').allTextContents()
    expect(names).toEqual(HOSTILE.map((name) => SHOWN.get(name) ?? name))
    expect(await page.locator('#last-letters p bdi').allTextContents()).toEqual(HOSTILE)
    // No element that a name could have made.
    expect(await page.locator('img, main script, iframe, object').count()).toBe(0)
    expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBe(width)
    expect(dashboard.troubles).toEqual([])
    await dashboard.close()
  })

  it('turn no other text round, and can be asked for', async () => {
    const dashboard = await DashboardPage.open(browser, server.url)
    const { page } = dashboard
    const isolated = "[...document.querySelectorAll('.name, dd bdi')].map((e) => getComputedStyle(e).unicodeBidi)"
    expect(new Set(await page.evaluate<string[]>(isolated))).toEqual(new Set(['isolate']))
    await page.locator('#heat-rows th').nth(2).click()
    await expect.poll(() => server.queries.at(-1)?.tenant).toBe(HOSTILE[2])
    await page.locator('#heat-rows tr').nth(1).waitFor({ state: 'detached' })
    expect([...(await dashboard.heat()).keys()]).toEqual([HOSTILE[2]])
    expect(dashboard.troubles).toEqual([])
    await dashboard.close()
  })
})
