import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { checkHttp } from '../../src/config/check-http.ts'
import { checkKafka } from '../../src/config/check-kafka.ts'
import { PIPELINE_FLAGS } from '../../src/config/command-flags.ts'
import type { CommandLine } from '../../src/config/command-line.ts'
import { textOf } from '../../src/config/flag.ts'
import { Path } from '../../src/config/paths-and-times.ts'
import { SETTINGS_FILE } from '../../src/config/settings-file.ts'
import { readConfig } from '../../src/config.ts'
import { settingRows } from '../support/settings-table.ts'

const DOC = readFileSync(new URL('../../docs/configuration.md', import.meta.url), 'utf8')

const check: CommandLine<typeof PIPELINE_FLAGS>['check'] = (given) => [...checkHttp(given), ...checkKafka(given)]

describe('docs/configuration.md', () => {
  it('has each setting of each command, as --help has it, and no other', () => {
    const rows = DOC.slice(DOC.indexOf('## All settings')).split('\n')
    expect(rows.filter((row) => row.startsWith('| `'))).toEqual(settingRows())
  })

  it('has an example of a file of settings that is taken', () => {
    const example = /```json\n([\s\S]+?)```/.exec(DOC)![1]!
    // Of a certificate it is enough here that its file is named.
    const flags = { ...PIPELINE_FLAGS, kafkaCa: textOf('--kafka-ca <path>', Path, '') }
    const read = readConfig({ name: 'pipeline', summary: '', flags, check }, [], {}, (path) => ({
      kind: 'text',
      text: path === SETTINGS_FILE ? example : 'correct-horse-battery',
      isOpen: false,
    }))
    expect(read).toMatchObject({ kind: 'config', config: { kafkaTls: true, workers: 4, kafkaUser: 'tideline' } })
  })
})
