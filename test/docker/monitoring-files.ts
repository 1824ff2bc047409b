import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { runPython } from '../support/python.ts'

export const fileOf = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url))
export const textOf = (path: string): string => readFileSync(fileOf(path), 'utf8')
export const yamlOf = <T>(path: string): T => runPython<T>('read_yaml.py', fileOf(path))

export interface Rule {
  readonly alert: string
  readonly expr: string
  readonly for?: string
  readonly labels: { readonly severity: string }
  readonly annotations: { readonly summary: string }
}

export const alertRules = (): readonly Rule[] =>
  yamlOf<{ groups: { rules: Rule[] }[] }>('docker/prometheus/alerts.yml').groups.flatMap(({ rules }) => rules)

interface Datasource {
  readonly type: string
  readonly uid: string
}

export interface Panel {
  readonly id: number
  readonly type: string
  readonly title: string
  readonly description?: string
  readonly datasource?: Datasource
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number }
  readonly targets?: readonly { readonly expr: string; readonly refId: string; readonly datasource: Datasource }[]
}

export const grafanaDashboard = (): { readonly uid: string; readonly panels: readonly Panel[] } =>
  JSON.parse(textOf('docker/grafana/dashboards/tideline.json'))
