import { chmod, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runCommand } from '../support/run-command.ts'

const TOKEN = 'correct-horse-battery'

let folder = ''
let settings = ''
let token = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tideline-check-'))
  ;[settings, token] = [join(folder, 'settings.json'), join(folder, 'token')]
  await writeFile(token, `${TOKEN}\n`, { mode: 0o600 })
  const values = { grace: '3s', log: `lmdb:${join(folder, 'log')}`, storage: join(folder, 'storage') }
  await writeFile(settings, JSON.stringify({ ...values, 'http-token-file': token }))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

describe('--check', { timeout: 30_000 }, () => {
  it('shows what the pipeline would run with and where it came from, secrets hidden, and opens nothing', async () => {
    const { code, stdout, stderr } = await runCommand('pipeline', '--check', '--config', settings, '--group', 'g')
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toContain(`npm run pipeline: ${settings} was read\n`)
    expect(stdout).toMatch(/\n {2}setting +value +from\n/)
    expect(stdout).toMatch(new RegExp(`\n {2}grace +3s +file ${settings}: grace\n`))
    expect(stdout).toMatch(/\n {2}group +g +flag --group\n/)
    expect(stdout).toMatch(/\n {2}window +10s +default\n/)
    expect(stdout).toMatch(/\n {2}partitions +\(4, or as many as the topic has\) +default\n/)
    expect(stdout).toMatch(/\n {2}http-token +set +file /)
    expect(stdout).not.toContain(TOKEN)
    expect((await readdir(folder)).sort()).toEqual(['settings.json', 'token'])
  })

  it('is one line of JSON with --json', async () => {
    const { code, stdout } = await runCommand('pipeline', '--check', '--json', '--config', settings)
    expect(code).toBe(0)
    expect(stdout).not.toContain(TOKEN)
    expect(stdout.trimEnd()).not.toContain('\n')
    expect(JSON.parse(stdout)).toMatchObject({
      file: settings,
      settings: {
        grace: { value: '3s', from: 'file', by: `${settings}: grace` },
        'http-token': { value: 'set', from: 'file' },
        partitions: { value: null, from: 'default', by: null },
        json: { value: 'true', from: 'flag', by: '--json' },
      },
    })
  })

  it('lists what is wrong and ends with 2, as the command itself would', async () => {
    const { code, stdout, stderr } = await runCommand('pipeline', '--check', '--grace', 'x', '--http', '0.0.0.0:1')
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain('--grace: "x" is not a duration')
    expect(stderr).toContain('--http: 0.0.0.0 can be reached from other machines')
  })

  it('says what a command warns of', async () => {
    const open = join(folder, 'open')
    await writeFile(open, TOKEN)
    await chmod(open, 0o644)
    const { code, stderr } = await runCommand('pipeline', '--check', '--http-token-file', open)
    await rm(open)
    expect(code).toBe(0)
    expect(stderr).toBe('--http-token-file: others than its owner may read the file: chmod 600 it\n')
  })

  it('is there for every command', async () => {
    const { code, stdout } = await runCommand('produce', '--check', '--rate', '5')
    expect(code).toBe(0)
    expect(stdout).toMatch(/\n {2}rate +5 +flag --rate\n/)
  })
})

it('a file with control characters does not reach the terminal as such', async () => {
  const evil = join(folder, 'evil.json')
  await writeFile(evil, '{"\\u009b31m\\u202e": 1, "grace": "\\u009b2J"}')
  const { code, stderr } = await runCommand('pipeline', '--config', evil)
  expect(code).toBe(2)
  expect(stderr).toContain('is no setting')
  expect(stderr).not.toMatch(/[\u009b\u202e]/)
})
