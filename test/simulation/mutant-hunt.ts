import { execFile } from 'node:child_process'
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { Mutant } from './mutants.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
/** Below the repository, so that node_modules is found. */
const DEN = join(ROOT, 'test/.cache/mutants')
const PRELOADED = ['--import', 'tsx', '--import', './test/support/end-with-parent.ts']
const LONGEST_MS = 500_000

export interface Hunt {
  /** The seed that found it; null: none did. */
  readonly caughtBy: number | null
  /** What the simulator said. */
  readonly said: string
}

/** Runs the simulator on a copy of the program with one change, until it finds something or has run all seeds. */
export const hunt = async (mutant: Mutant, seeds: number): Promise<Hunt> => {
  const copy = join(DEN, `${process.pid}-${mutant.name.replace(/\W+/g, '-')}`)
  try {
    await mkdir(copy, { recursive: true })
    for (const part of ['src', 'test/simulation', 'test/support', 'package.json', 'tsconfig.json'])
      await cp(join(ROOT, part), join(copy, part), { recursive: true, filter: isNoTest })
    await mutate(copy, mutant)
    const args = [...PRELOADED, 'test/simulation/simulate.ts', '--bail', '--seeds', String(seeds)]
    const child = promisify(execFile)(process.execPath, args, { cwd: copy, timeout: LONGEST_MS, env: environment() })
    const said = await child.then(
      ({ stdout }) => stdout,
      ({ stdout, stderr }) => `${stdout}${stderr}`,
    )
    const seed = /^seed (\d+) broke a rule/m.exec(said)?.[1]
    if (seed === undefined && !/^ +0 violations$/m.test(said)) throw new Error(`the simulator did not run: ${said}`)
    return { caughtBy: seed === undefined ? null : Number(seed), said }
  } finally {
    await rm(copy, { recursive: true, force: true })
  }
}

/** A copied test would be run by whoever runs the tests meanwhile. */
const isNoTest = (path: string): boolean => !/\.(test|trial)\.ts$/.test(path)

const mutate = async (copy: string, { name, file, replace, by }: Mutant): Promise<void> => {
  const path = join(copy, file)
  const text = await readFile(path, 'utf8')
  const found = text.split(replace).length - 1
  if (found !== 1) throw new Error(`${name}: ${file} has ${found} times, not once: ${replace}`)
  await writeFile(
    path,
    text.replace(replace, () => by),
  )
}

/** Without the settings of whoever runs the trial. */
const environment = () =>
  Object.fromEntries(Object.entries(process.env).filter(([key]) => !/^(TIDELINE_|NODE_|VITEST)/.test(key)))
