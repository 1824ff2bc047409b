import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runCommand } from '../support/run-command.ts'

describe('demo', { timeout: 30_000 }, () => {
  let storage = ''
  beforeAll(async () => {
    storage = await mkdtemp(join(tmpdir(), 'tideline-demo-test-'))
  })
  afterAll(() => rm(storage, { recursive: true, force: true }))

  it('processes all that it produced and shows windows, sessions, dead letters and where the Parquet is', async () => {
    const { code, stdout, stderr } = await runCommand('demo', '--seconds', '2', '--seed', '1', '--storage', storage)
    expect({ code, stderr }).toMatchObject({ code: 0 })
    const records = Number(/^records +([\d,]+)$/m.exec(stdout)?.[1]?.replace(',', ''))
    const events = Number(/^events +([\d,]+)$/m.exec(stdout)?.[1]?.replace(',', ''))
    const deadLetters = Number(/^dead letters +([\d,]+)$/m.exec(stdout)?.[1])
    expect(records).toBe(1_000)
    expect(events + deadLetters).toBe(records)
    expect(stdout).toMatch(
      /Busiest windows[\s\S]+tenant_1 {2}view[\s\S]+Sessions by tenant[\s\S]+tenant_1[\s\S]+Dead letters/,
    )
    expect(stdout).toContain(`pd.read_parquet("${storage}/rolling_window_results.parquet")`)

    const listed = await runCommand('dlq', 'ls', '--log', `lmdb:${storage}/log`, '--json')
    const letters = listed.stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(letters).toHaveLength(deadLetters)
    for (const letter of letters) {
      for (const name of ['place', 'appended_at', 'reason', 'errors', 'partition', 'offset', 'value', 'headers'])
        expect(letter).toHaveProperty(name)
      expect(letter.headers['tideline.reason']).toBe(letter.reason)
    }
  })

  it('starts in no folder that has something in it', async () => {
    const { code, stdout, stderr } = await runCommand('demo', '--storage', storage)
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    expect(stderr.trimEnd().split('\n')).toEqual([
      `--storage: ${storage} is not empty; the demo starts in a new or an empty folder`,
    ])
  })

  it('names the topic that is not there to list', async () => {
    const { code, stderr } = await runCommand('dlq', 'ls', '--log', `lmdb:${storage}/log`, '--topic', 'nothing_dlq')
    expect(code).toBe(1)
    expect(stderr).toMatch(/^there is no topic nothing_dlq in this log.*\n$/)
  })
})
