import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { createApp } from '../../src/serve/app.ts'
import { pipelineMetrics } from '../../src/serve/metrics/pipeline-metrics.ts'
import { ask } from './ask.ts'
import { DOCS_PROBLEM, DOCS_STATUS, DOCS_WINDOWS } from './docs-example.ts'
import { fakeLiveSource } from './fake-live-source.ts'
import { readMetrics } from './metrics-text.ts'
import { serve, TOKEN } from './serve-fixture.ts'

const DOCS = readFileSync(new URL('../../docs/api.md', import.meta.url), 'utf8')

/** What a section shows as JSON. */
const exampleOf = (heading: string): unknown => {
  const section = DOCS.split(/^## /m).find((text) => text.startsWith(`${heading}\n`))!
  return JSON.parse(/```json\n(?<json>[\s\S]*?)```/.exec(section)!.groups!.json!)
}

const served = () => {
  const source = fakeLiveSource()
  source.change(DOCS_STATUS)
  return serve({}, { ...source, windows: async () => DOCS_WINDOWS })
}

describe('docs/api.md', () => {
  it.each([
    ['GET /readyz', '/readyz'],
    ['GET /api/status', '/api/status'],
    ['GET /api/windows', '/api/windows?search=ac&top=2'],
    ['Errors', '/api/windows?top=0'],
  ])('shows under %s what is answered', async (heading, path) => {
    const { url } = await served()
    expect(exampleOf(heading)).toEqual(JSON.parse((await ask(url, path)).text))
  })

  it('has every route', () => {
    const source = fakeLiveSource()
    const options = { token: TOKEN, hosts: [], dashboard: async () => new Map(), onDefect: () => {} }
    const routes = createApp(source, pipelineMetrics(source), options)
      .routes.filter(({ method, path }) => method !== 'ALL' && path !== '*' && path !== '/*')
      .map(({ method, path }) => `${method} ${path}`)
    expect(routes.length).toBeGreaterThan(6)
    for (const route of routes) expect(DOCS).toContain(`\n## ${route}\n`)
  })

  it('has every metric of ours, with its type, its labels and its help text', async () => {
    const source = fakeLiveSource()
    source.change({ workers: DOCS_STATUS.workers, problems: [DOCS_PROBLEM] })
    const { types, help, samples } = readMetrics(await pipelineMetrics(source).text())
    const rows = [...types].flatMap(([name, type]) => {
      if (!/^(tideline|kafka)_/.test(name)) return []
      const series = [...samples.keys()].find((key) => key.startsWith(`${name}{`)) ?? ''
      const labels = [...series.matchAll(/(\w+)="/g)].map(([, label]) => label)
      return [`| \`${name}\` | ${type} | ${labels.join(', ') || '-'} | ${help.get(name)} |`]
    })
    const table = DOCS.split('\n').filter((line) => /^\| `(tideline|kafka)_/.test(line))
    expect(table).toEqual(rows)
  })
})
