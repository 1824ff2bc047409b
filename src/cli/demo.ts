import { randomInt } from 'node:crypto'
import { mkdtemp, readdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DEMO_FLAGS } from '../config/command-flags.ts'
import type { ConfigOf } from '../config/flag.ts'
import { Refusal } from '../config/refusal.ts'
import { runCommand } from './command.ts'
import { stopSignal } from './stop-signal.ts'

type DemoConfig = ConfigOf<typeof DEMO_FLAGS>

/** The demo proper is loaded when its flags are known to be right: `--help` does not wait for it. */
const run = async ({ seconds, storage, seed }: DemoConfig): Promise<void> => {
  const { runDemo } = await import('./run-demo.ts')
  await runDemo({ seconds, seed: seed ?? randomInt(2 ** 32), storage: await freshStorage(storage), stop: stopSignal() })
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
  run,
})
