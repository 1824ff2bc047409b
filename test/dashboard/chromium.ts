import { existsSync } from 'node:fs'
import { type Browser, chromium } from 'playwright-core'

/** Debian's, and where else one may lie. */
const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']
const place = process.env.TIDELINE_CHROMIUM ?? PLACES.find((path) => existsSync(path))

/** Why tests in a browser have to be skipped here; null where they can run. With CI set they can never be skipped. */
export const missingChromium = (): string | null => {
  if (place !== undefined || process.env.CI) return null
  const reason = 'there is no Chromium'
  console.warn(`The dashboard's tests in a browser are skipped: ${reason}`)
  return reason
}

/** Headless. Without a sandbox, which root has none of: it opens nothing but our own pages on 127.0.0.1. */
export const launchChromium = (): Promise<Browser> =>
  chromium.launch({
    executablePath: place ?? PLACES[0]!,
    args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'],
  })
