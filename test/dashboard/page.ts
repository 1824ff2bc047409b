import type { Browser, BrowserContextOptions, ConsoleMessage, Locator, Page } from 'playwright-core'

/**
 * The dashboard as a test reads it: numbers by their place on the page, never by how they look. `troubles` has everything that a browser
 * complained of, violations of the CSP among it; there should be none.
 */
export class DashboardPage {
  readonly troubles: string[] = []
  readonly page: Page

  private constructor(page: Page) {
    this.page = page
    page.on('pageerror', (error) => this.troubles.push(`error: ${error.message}`))
    page.on('console', (message) => {
      if (isTrouble(message)) this.troubles.push(`${message.type()}: ${message.text()}`)
    })
    page.on('dialog', (dialog) => {
      this.troubles.push(`dialog: ${dialog.message()}`)
      void dialog.dismiss()
    })
  }

  /** Opens it, and waits until it shows a view unless told not to. */
  static async open(
    browser: Browser,
    url: string,
    { isShown = true, ...options }: BrowserContextOptions & { readonly isShown?: boolean } = {},
  ): Promise<DashboardPage> {
    const context = await browser.newContext({ viewport: { width: 1_440, height: 1_000 }, ...options })
    const dashboard = new DashboardPage(await context.newPage())
    await dashboard.page.goto(url)
    if (isShown) await dashboard.page.locator('#connection[data-state=live]').waitFor()
    return dashboard
  }

  close(): Promise<void> {
    return this.page.context().close()
  }

  /** The number behind a place: `number('load', 'lag-records')`; null where nobody knew it. */
  async number(panel: string, field: string): Promise<number | null> {
    return numberOf(this.place(panel, field))
  }

  text(panel: string, field: string): Promise<string> {
    return this.place(panel, field).innerText()
  }

  place(panel: string, field: string): Locator {
    return this.page.locator(`#${panel} [data-field="${field}"]`)
  }

  /** A table's numbers by the key of the row and the name of the column. */
  cell(rows: string, key: string, column: string): Locator {
    return this.page.locator(`[data-rows="${rows}"] tr[data-key="${key}"] [data-column="${column}"]`)
  }

  async cellNumber(rows: string, key: string, column: string): Promise<number | null> {
    return numberOf(this.cell(rows, key, column))
  }

  /** The heat map as it stands: occurrences by tenant, in the order of the columns. */
  async heat(): Promise<Map<string, number[]>> {
    const rows = await this.page.evaluate<[string, number[]][]>(
      "[...document.querySelectorAll('#heat-rows tr')].map((row) => " +
        "[row.dataset.tenant, [...row.querySelectorAll('td')].map((cell) => Number(cell.dataset.value))])",
    )
    return new Map(rows)
  }

  async heatTypes(): Promise<string[]> {
    return (await this.page.locator('#heat-types th').allTextContents()).slice(1)
  }

  /** Start of the window that is shown. */
  async windowStart(): Promise<number> {
    return Number(await this.page.locator('#strip [aria-pressed=true]').getAttribute('data-start'))
  }

  chooseWindow(startMs: number): Promise<void> {
    return this.page.locator(`#strip [data-start="${startMs}"]`).click()
  }

  async search(text: string): Promise<void> {
    await this.page.getByLabel('Find tenants').fill(text)
  }

  async showTop(n: 10 | 20 | 50 | 100): Promise<void> {
    await this.page.locator('#top-n').selectOption(String(n))
  }

  connection(): Promise<string> {
    return this.page.locator('#connection').innerText()
  }

  /** Waits until the connection's words match. */
  async untilConnection(words: RegExp, timeout = 10_000): Promise<void> {
    await this.page.locator('#connection', { hasText: words }).waitFor({ timeout })
  }
}

const numberOf = async (place: Locator): Promise<number | null> => {
  const value = await place.getAttribute('data-value')
  return value === null ? null : Number(value)
}

/** That a server is away is told by the page; a browser's own line on it is none of its faults. */
const isTrouble = (message: ConsoleMessage): boolean =>
  (message.type() === 'error' || message.type() === 'warning') && !/net::ERR_|status of (401|503)/.test(message.text())
