import { execFileSync } from 'node:child_process'
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { pipelineMetrics } from '../../src/serve/metrics/pipeline-metrics.ts'
import { fakeLiveSource } from '../serve/fake-live-source.ts'
import { hasPythonModules } from '../support/python.ts'
import { hasTool } from '../support/tool.ts'
import { METRICS, SERIES, seriesIn } from './metric-names.ts'
import { alertRules, fileOf, grafanaDashboard, type Panel, textOf, yamlOf } from './monitoring-files.ts'

const promtool = hasTool('promtool', 'prometheus', '--version')
const unknownIn = (text: string) => seriesIn(text).filter((name) => !SERIES.has(name))
const expressions = () => grafanaDashboard().panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr))

describe('the metrics that may be named', () => {
  it('are those of a running pipeline', async () => {
    const metrics = pipelineMetrics(fakeLiveSource())
    const types = (await metrics.text()).matchAll(/^# TYPE ((?:tideline|kafka)_\w+) (\w+)$/gm)
    expect(Object.fromEntries([...types].map(([, name, type]) => [name, type]))).toEqual(METRICS)
    metrics.close()
  })
})

describe("Grafana's dashboard", () => {
  it('is made of metrics that there are, and shows each of them', () => {
    const all = expressions().join('\n')
    expect(unknownIn(all)).toEqual([])
    expect(Object.keys(METRICS).filter((name) => !all.includes(name))).toEqual([])
  })

  it('takes its numbers from the datasource that is provisioned, each panel with a title, words and a place of its own', () => {
    const { panels } = grafanaDashboard()
    const charts = panels.filter(({ type }) => type !== 'row')
    for (const { title, description, targets, datasource } of charts) {
      expect(title).not.toBe('')
      expect(description).toMatch(/\.$/)
      for (const target of [{ datasource }, ...targets!])
        expect(target.datasource).toEqual({ type: 'prometheus', uid: 'prometheus' })
      expect(new Set(targets!.map(({ refId }) => refId)).size).toBe(targets!.length)
    }
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length)
    const overlap = (a: Panel['gridPos'], b: Panel['gridPos']) =>
      a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h
    for (const [i, a] of panels.entries()) {
      expect(a.gridPos.x + a.gridPos.w).toBeLessThanOrEqual(24)
      expect(
        panels
          .slice(i + 1)
          .filter((b) => overlap(a.gridPos, b.gridPos))
          .map(({ title }) => title),
      ).toEqual([])
    }
  })

  it.runIf(promtool)('has expressions that Prometheus can read', () => {
    const rules = expressions().map((expr, i) => ({ record: `panel:${i}`, expr: expr.replaceAll('$instance', '.*') }))
    const folder = temporaryFolder()
    const file = join(folder, 'rules.json')
    writeFileSync(file, JSON.stringify({ groups: [{ name: 'panels', rules }] }))
    expect(execFileSync('promtool', ['check', 'rules', file], { encoding: 'utf8' })).toContain(
      `${rules.length} rules found`,
    )
  })
})

describe.runIf(hasPythonModules('yaml'))('what is provisioned for Grafana', () => {
  it('is Prometheus, where compose has it, and the folder of the dashboard', () => {
    const { datasources } = yamlOf<{ datasources: object[] }>('docker/grafana/provisioning/datasources/prometheus.yml')
    expect(datasources).toEqual([expect.objectContaining({ uid: 'prometheus', url: 'http://prometheus:9090' })])
    const { providers } = yamlOf<{ providers: { options: { path: string } }[] }>(
      'docker/grafana/provisioning/dashboards/tideline.yml',
    )
    expect(providers.map(({ options }) => options.path)).toEqual(['/etc/tideline/dashboards'])
  })
})

describe.runIf(hasPythonModules('yaml'))('the alerts', () => {
  it('are made of metrics that there are, each with a severity and a line for people', () => {
    for (const { alert, expr, labels, annotations } of alertRules()) {
      expect([alert, unknownIn(expr)]).toEqual([alert, []])
      expect(['page', 'ticket']).toContain(labels.severity)
      expect(annotations.summary.length).toBeGreaterThan(10)
    }
  })

  it('are each raised once and silent once in their tests', () => {
    interface Case {
      readonly alertname: string
      readonly exp_alerts?: readonly object[]
    }
    const { tests } = yamlOf<{ tests: { alert_rule_test: Case[] }[] }>('test/docker/alerts.test.yml')
    const cases = tests.flatMap(({ alert_rule_test: cases }) => cases)
    const names = alertRules()
      .map(({ alert }) => alert)
      .toSorted()
    const named = (isRaised: boolean) =>
      [
        ...new Set(
          cases.filter((one) => (one.exp_alerts !== undefined) === isRaised).map(({ alertname }) => alertname),
        ),
      ].toSorted()
    expect(named(true)).toEqual(names)
    expect(named(false)).toEqual(names)
  })

  it('are the table in docs/operating.md', () => {
    const rows = textOf('docs/operating.md').matchAll(/^\| `(Tideline\w+)` \| `(.+?)`(?: for (\w+))? \|/gm)
    const shown = [...rows].map(([, alert, expr, pause]) => ({ alert, expr: expr!.replaceAll('\\|', '|'), pause }))
    expect(shown).toEqual(alertRules().map(({ alert, expr, for: pause }) => ({ alert, expr, pause })))
  })
})

describe('docs/operating.md', () => {
  it('names no metric that there is not', () => {
    const named = seriesIn(textOf('docs/operating.md'))
    expect(named.length).toBeGreaterThan(15)
    expect(named.filter((name) => !SERIES.has(name) && !Object.hasOwn(METRICS, name))).toEqual([])
  })
})

const folders: string[] = []
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true })
})
const temporaryFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'tideline-monitoring-'))
  folders.push(folder)
  return folder
}

describe.runIf(promtool)('promtool', () => {
  it('finds nothing wrong with the configuration', () => {
    const folder = temporaryFolder()
    const token = join(folder, 'token')
    writeFileSync(token, 'a-token-of-its-own')
    copyFileSync(fileOf('docker/prometheus/alerts.yml'), join(folder, 'alerts.yml'))
    const config = readFileSync(fileOf('docker/prometheus/prometheus.yml'), 'utf8').replace(
      '/run/secrets/http_token',
      token,
    )
    writeFileSync(join(folder, 'prometheus.yml'), config)
    const said = execFileSync(
      'promtool',
      ['check', 'config', '--lint=all', '--lint-fatal', join(folder, 'prometheus.yml')],
      { encoding: 'utf8' },
    )
    expect(said).toMatch(/SUCCESS: 1 rule files found/)
  })

  it('sees each alert raised by what it is for, and by nothing else', () => {
    expect(
      execFileSync('promtool', ['test', 'rules', fileOf('test/docker/alerts.test.yml')], { encoding: 'utf8' }),
    ).toContain('SUCCESS')
  })
})
