import { onTestFinished } from 'vitest'
import type { DashboardFiles, ServeOptions } from '../../src/serve/serve-options.ts'
import { startServer } from '../../src/serve/server.ts'
import { type FakeLiveSource, fakeLiveSource } from './fake-live-source.ts'

export const TOKEN = 'correct horse battery staple'.replaceAll(' ', '-')

const FILES: DashboardFiles = new Map([
  ['/', { type: 'text/html; charset=utf-8', body: '<!doctype html><title>Tideline</title>' }],
  ['/dashboard.js', { type: 'text/javascript; charset=utf-8', body: new TextEncoder().encode('console.log(1)') }],
])

export interface Served {
  readonly url: string
  readonly source: FakeLiveSource
  readonly defects: readonly unknown[]
}

/** A server on a free port of 127.0.0.1, until the test is over. */
export const serve = async (
  options: Partial<ServeOptions> = {},
  source: FakeLiveSource = fakeLiveSource(),
): Promise<Served> => {
  const defects: unknown[] = []
  const server = await startServer(source, {
    host: '127.0.0.1',
    port: 0,
    token: null,
    hosts: [],
    dashboard: async () => FILES,
    onDefect: (error) => defects.push(error),
    ...options,
  })
  onTestFinished(() => server.close())
  return { url: server.url, source, defects }
}
