import { spawnSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'

const MODULE = new URL('../../src/cli/exit-at-latest.ts', import.meta.url).href

const run = (afterMs: number, rest: string) => {
  const code = `import { exitAtLatest } from ${JSON.stringify(MODULE)}; exitAtLatest(3, ${afterMs}); ${rest}`
  return spawnSync(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', code], { timeout: 15_000 })
}

describe('exitAtLatest', () => {
  it('ends a process that hangs, with the code', () => {
    expect(run(100, 'setInterval(() => {}, 60_000); await new Promise(() => {})').status).toBe(3)
  })

  it('keeps no process alive that is done before', () => {
    expect(run(60_000, '').status).toBe(0)
  })
})
