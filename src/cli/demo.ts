import { randomInt } from 'node:crypto'
import { mkdtemp, readdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { checkHttp } from '../config/check-http.ts'
import { DEMO_FLAGS } from '../config/command-flags.ts'
import type { GivenBy } from '../config/command-line.ts'
import type { ConfigOf } from '../config/flag.ts'
import { Refusal } from '../config/refusal.ts'
import { runCommand } from './command.ts'
import { stopSignal } from './stop-signal.ts'

type DemoConfig = ConfigOf<typeof DEMO_FLAGS>

/** The demo proper is loaded when its flags are known to be right: `--help` does not wait for it. */
const run = async (config: DemoConfig, givenBy: GivenBy<typeof DEMO_FLAGS>): Promise<void> => {
  const { runDemo } = await import('./run-demo.ts')
  await runDemo({
    ...config,
    seed: config.seed ?? randomInt(2 ** 32),
    storage: await freshStorage(config.storage),
    httpGivenBy: givenBy.http,
    stop: stopSignal(),
  })
}

/** A demo shows its own rows only: it never goes on with a storage that has some. */
const freshStorage = async (given: string | null): Promise<string> => {
  if (given === null) return mkdtemp(join(tmpdir(), 'tideline-demo-'))
  const names = await readdir(given).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return []
    throw error
  })
  if (names.length > 0)
    throw new Refusal(`--storage: ${given} is not empty; the demo starts in a new or an empty folder`)
  return given
}

await runCommand({
  name: 'demo',
  summary: 'Produces events and runs the pipeline on them, live, in one terminal, without a broker.',
  flags: DEMO_FLAGS,
  // Whoever can reach it sees invented events; still it is for this machine alone, as it knows no token.
  check: ({ config: { http }, givenBy }) => checkHttp({ config: { http, httpToken: null }, givenBy }),
  run,
})
