import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { plainEnvironment, ROOT } from '../torture/program.ts'
import type { BenchResult } from './bench-result.ts'

let out: string

const bench = (...flags: readonly string[]) => {
  const args = [
    '--import',
    'tsx',
    'test/bench/bench.ts',
    '--events=20000',
    '--runs=1',
    '--workers=1',
    `--out=${out}`,
    ...flags,
  ]
  return spawn(process.execPath, args, { cwd: ROOT, env: { ...plainEnvironment(), TMPDIR: out }, stdio: 'ignore' })
}

/** Waits until a process of the benchmark's has opened its log; the name of its folder. */
const firstChildAtWork = async (): Promise<string> => {
  for (;;) {
    for (const name of await readdir(out))
      if (name.startsWith('tideline-bench-') && (await readdir(join(out, name))).includes('log')) return name
    await sleep(20)
  }
}

beforeAll(async () => {
  out = await mkdtemp(join(tmpdir(), 'tideline-bench-trial-'))
})
afterAll(() => rm(out, { recursive: true, force: true }))

describe('npm run bench', () => {
  it('ends with its children and its folder when it is interrupted', async () => {
    const child = bench()
    const ended = once(child, 'exit')
    const folder = await firstChildAtWork()
    child.kill('SIGINT')
    expect(await ended).toEqual([130, null])
    expect(await readdir(out)).not.toContain(folder)
    const { stdout } = await promisify(execFile)('ps', ['-eo', 'args'])
    expect(stdout.split('\n').filter((args) => args.includes(folder))).toEqual([])
  })

  it('writes its figures and its chart, and leaves nothing else', async () => {
    const [code] = await once(bench(), 'exit')
    expect(code).toBe(0)
    expect((await readdir(out)).filter((name) => !name.startsWith('tsx-')).sort()).toEqual([
      'README.md',
      'bench.json',
      'bench.svg',
    ])
    const result: BenchResult = JSON.parse(await readFile(join(out, 'bench.json'), 'utf8'))
    expect(result.contests.map(({ log }) => log)).toEqual(['embedded log'])
    const { standings } = result.contests[0]!
    expect(standings.map(({ name }) => name)).toEqual(['read', 'read + JSON.parse', 'pipeline, 1 worker'])
    expect(standings.every(({ eventsPerSecond }) => eventsPerSecond > 0)).toBe(true)
    expect(standings[2]!.written!.rows).toBeGreaterThan(0)
    expect(result.stages.costs).toHaveLength(9)
    const page = await readFile(join(out, 'README.md'), 'utf8')
    expect(page).toContain('| pipeline, 1 worker | ')
    expect(page).not.toMatch(/NaN|undefined|Infinity/)
    const svg = await readFile(join(out, 'bench.svg'), 'utf8')
    expect(svg).toMatch(/^<svg [\s\S]*<\/svg>\n$/)
    expect(svg).not.toMatch(/NaN|undefined|Infinity/)
  })
})
