import { describe, expect, it } from 'vitest'
import { brokenRules, type ImportRules, importCycles } from './support/import-rules.ts'
import { importsOf, sourceFiles } from './support/source-files.ts'

/**
 * The import rule. A record's way is event, log -> decode -> dead-letter, time -> window, session -> sink -> checkpoint, then what
 * puts them together, then cli. A folder imports only what lies before it on that way, and of that only what it needs.
 */
const RULES: ImportRules = {
  upstream: {
    event: [],
    log: [],
    decode: ['event', 'log'],
    'dead-letter': ['event', 'log', 'decode'],
    rx: [],
    time: ['rx', 'event', 'log', 'decode'],
    window: ['rx', 'event', 'time'],
    session: ['rx', 'event', 'time'],
    sink: ['window', 'session'],
    checkpoint: ['event', 'log', 'dead-letter', 'time', 'window', 'session', 'sink'],
    alongside: [],
    pipeline: ['rx', 'event', 'log', 'decode', 'dead-letter', 'time', 'window', 'session', 'checkpoint'],
    poison: ['log', 'checkpoint'],
    'partition-input': ['log', 'checkpoint'],
    'run-partition': ['each-partition', 'log', 'sink', 'checkpoint', 'poison', 'pipeline', 'partition-input'],
    'each-partition': ['log'],
    'run-pipeline': ['log', 'run-partition', 'each-partition'],
    look: ['event', 'log', 'window', 'checkpoint', 'run-partition', 'run-pipeline'],
    workers: ['checkpoint', 'run-partition', 'look'],
    summary: ['event', 'time', 'sink', 'checkpoint'],
    verify: ['log', 'sink', 'checkpoint'],
    explain: ['log', 'sink', 'checkpoint', 'verify'],
    redrive: ['log', 'decode', 'dead-letter', 'each-partition'],
    live: [
      'look',
      'event',
      'time',
      'session',
      'window',
      'dead-letter',
      'sink',
      'checkpoint',
      'run-partition',
      'workers',
      'summary',
      'log',
    ],
    serve: ['live', 'config', 'event', 'session', 'sink', 'workers', 'summary'],
    dashboard: ['live', 'look', 'checkpoint', 'dead-letter', 'event', 'session', 'sink', 'summary'],
    config: ['event'],
    produce: ['event', 'log', 'config'],
    cli: [
      'event',
      'log',
      'decode',
      'dead-letter',
      'time',
      'sink',
      'checkpoint',
      'poison',
      'pipeline',
      'run-partition',
      'run-pipeline',
      'workers',
      'summary',
      'verify',
      'explain',
      'redrive',
      'each-partition',
      'alongside',
      'look',
      'live',
      'serve',
      'window',
      'session',
      'config',
      'produce',
    ],
  },
  packages: {
    rxjs: /^(look|live|serve|log|decode|dead-letter|rx|time|window|session|checkpoint|poison|workers|redrive|cli)\/|^(alongside|pipeline|partition-input|run-partition|each-partition|run-pipeline)\.ts$/,
    'io-ts': /^(event|decode|config)\//,
    'fp-ts': /^(decode|redrive|config)\/|^config\.ts$/,
    tinyqueue: /^(time|window|session)\//,
    kafkajs: /^log\/kafka-/,
    'kafkajs-snappy': /^log\/kafka-/,
    lmdb: /^log\/embedded-/,
    'parquetjs-lite': /^sink\/.*parquet/,
    hyparquet: /^sink\/.*parquet/,
    commander: /^config\.ts$/,
    pino: /^cli\//,
    hono: /^serve\//,
    '@hono/node-server': /^serve\//,
    'prom-client': /^serve\//,
    esbuild: /^serve\//,
    uplot: /^dashboard\//,
    'node:fs':
      /^(cli|produce)\/|^log\/(embedded|kafka)-|^sink\/(node-file-system|read-parquet)\.ts$|^poison\/node-breadcrumbs\.ts$/,
  },
  adapters: [
    { files: /^log\/kafka-/, importedBy: /^(cli\/|log\/kafka-)/ },
    { files: /^log\/embedded-/, importedBy: /^(cli\/|log\/embedded-)/ },
    {
      files: /^sink\/(node-file-system|read-parquet)\.ts$|^(poison|workers)\/node-/,
      importedBy: /^cli\/|^workers\/node-/,
    },
  ],
}

const FILES = sourceFiles()
const file = (path: string, text: string) => ({ path, text })

describe('the source', () => {
  it('keeps to the import rule', () => {
    expect(brokenRules(FILES, RULES)).toEqual([])
  })

  it('has no import cycle, of types either', () => {
    expect(importCycles(FILES)).toEqual([])
  })

  it('loads pino in one place; elsewhere only its types are known', () => {
    const loading = FILES.filter(
      ({ path, text }) => /^import (?!type ).*'pino'/m.test(text) && path !== 'cli/logger.ts',
    )
    expect(loading.map(({ path }) => path)).toEqual([])
  })

  it('has no file for odds and ends', () => {
    expect(FILES.filter(({ path }) => /(^|\/)(index|utils?|helpers?|common)(\.ts$|\/)/.test(path))).toEqual([])
  })

  it('says at the top of a file of more than 200 lines why it is so long', () => {
    const long = FILES.filter(({ text }) => text.split('\n').length > 200)
    expect(
      long.filter(({ text }) => !/^\/\*\*[\s\S]*?\blines\b[\s\S]*?\*\//.test(text)).map(({ path }) => path),
    ).toEqual([])
  })
})

describe('the import rule', () => {
  const broken = (path: string, text: string) => brokenRules([file(path, text)], RULES)

  it('names the file and the import that break it', () => {
    expect(broken('window/counts.ts', "import type { Part } from '../sink/part.ts'")).toEqual([
      'window/counts.ts imports ../sink/part.ts: window may import rx, event, time, not sink',
    ])
    expect(broken('session/pair.ts', "import {\n  open,\n} from 'lmdb'")).toEqual([
      'session/pair.ts imports lmdb: only ^log\\/embedded- may import lmdb',
    ])
    expect(broken('run-pipeline.ts', "export * from './log/kafka-log.ts'")).toEqual([
      'run-pipeline.ts imports ./log/kafka-log.ts: only ^(cli\\/|log\\/kafka-) may import an adapter',
    ])
    expect(broken('sink/part.ts', "import 'left-pad'")).toEqual([
      'sink/part.ts imports left-pad: left-pad is not in the table of packages',
    ])
    expect(broken('misc/a.ts', "import '../event/event.ts'")).toEqual([
      'misc/a.ts imports ../event/event.ts: misc is not in the table of folders',
    ])
  })

  it('sees imports of every form, and none in comments', () => {
    const text = [
      "import a, { type b } from 'a'",
      "import type {\n  c,\n} from './c.ts'",
      "import './d.ts'",
      "export { e } from './e.ts'",
      "const f = await import('./f.ts')",
      "type G = typeof import('./g.ts')",
      "const h = require('h/src/x.js')",
      "const i = createRequire(import.meta.url)('i')()",
      "// import j from 'j'",
      "/* import k from 'k' */",
      "export const from = 'l'",
    ]
    const seen = importsOf(file('x.ts', text.join('\n')))
    expect([...seen].sort()).toEqual(['./c.ts', './d.ts', './e.ts', './f.ts', './g.ts', 'a', 'h/src/x.js', 'i'])
  })

  it('finds a cycle through type-only imports', () => {
    const cycle = [
      file('a/x.ts', "import type { Y } from '../b/y.ts'"),
      file('b/y.ts', "import { z } from './z.ts'"),
      file('b/z.ts', "import { x } from '../a/x.ts'"),
    ]
    expect(importCycles(cycle)).toEqual(['a/x.ts -> b/y.ts -> b/z.ts -> a/x.ts'])
  })
})
