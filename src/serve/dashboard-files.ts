import { fileURLToPath } from 'node:url'
import { build, stop } from 'esbuild'

export interface DashboardFile {
  readonly type: string
  readonly body: Uint8Array | string
}

const FOLDER = fileURLToPath(new URL('../dashboard/', import.meta.url))

/** What is served under which path, and of what it is made. */
const PAGES = [
  { path: '/', made: 'page.html', type: 'text/html; charset=utf-8' },
  { path: '/dashboard.js', made: 'dashboard.js', type: 'text/javascript; charset=utf-8' },
  { path: '/dashboard.css', made: 'dashboard.css', type: 'text/css; charset=utf-8' },
  { path: '/favicon.svg', made: 'favicon.svg', type: 'image/svg+xml' },
] as const

let bundled: Promise<ReadonlyMap<string, DashboardFile>> | null = null

/**
 * The dashboard by path, bundled from its sources at the first call and kept for the life of the process: there is no build step. A failure is
 * not kept, the next call tries again. Keeps some 100 KB.
 */
export const dashboardFiles = (): Promise<ReadonlyMap<string, DashboardFile>> => {
  bundled ??= bundle().catch((cause) => {
    bundled = null
    throw new Error('the dashboard cannot be bundled', { cause })
  })
  return bundled
}

const bundle = async (): Promise<ReadonlyMap<string, DashboardFile>> => {
  const { outputFiles } = await build({
    absWorkingDir: FOLDER,
    entryPoints: [
      { in: 'main.ts', out: 'dashboard' },
      { in: 'dashboard.css', out: 'dashboard' },
      'page.html',
      'favicon.svg',
    ],
    loader: { '.html': 'copy', '.svg': 'copy' },
    bundle: true,
    minify: true,
    charset: 'utf8',
    format: 'iife',
    target: 'es2022',
    outdir: FOLDER,
    write: false,
    logLevel: 'silent',
  })
  // Its process would wait for more to bundle as long as the pipeline runs.
  await stop()
  return new Map(
    PAGES.map(({ path, made, type }) => {
      const body = outputFiles.find((file) => file.path === `${FOLDER}${made}`)?.contents
      if (body === undefined) throw new Error(`${made} was not made`)
      return [path, { type, body }]
    }),
  )
}
