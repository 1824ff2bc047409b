import { invocation } from '../config/command-line.ts'
import type { EffectiveSetting } from '../config/effective-setting.ts'
import { SETTINGS_FILE } from '../config/settings-file.ts'
import { plainText } from './plain-text.ts'
import { table } from './table.ts'

export interface CheckedSettings {
  readonly settings: readonly EffectiveSetting[]
  /** The file of settings that was read; null: there was none. */
  readonly file: string | null
  readonly config: { readonly json?: unknown }
}

const MOST = 80

/** What a command would run with: a table, or one line of JSON where the settings themselves ask for JSON. */
export const settingsText = ({ settings, file, config }: CheckedSettings, command: string): string => {
  if (config.json === true) return settingsJson(settings, file)
  const rows = settings.map(({ name, value, meaning, from, by }) => [
    name,
    plainText(meaning === null ? (value ?? '(none)') : `(${meaning})`, MOST),
    from === 'default' ? from : `${from} ${plainText(by ?? '', MOST)}`,
  ])
  const read = file === null ? `there is no ${SETTINGS_FILE} here` : `${plainText(file, MOST)} was read`
  return `${invocation(command).replace(/ --$/, '')}: ${read}\n\n${table(['setting', 'value', 'from'], rows)}`
}

/** `{"file":null,"settings":{"grace":{"value":"2s","from":"default","by":null}}}`; a value that nobody gave, and that has no default, is null. */
const settingsJson = (settings: readonly EffectiveSetting[], file: string | null): string => {
  const byName = settings.map(({ name, value, from, by }) => [name, { value, from, by }])
  return JSON.stringify({ file, settings: Object.fromEntries(byName) })
}
