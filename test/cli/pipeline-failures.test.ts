import { execFileSync } from 'node:child_process'
import { chmod, mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { beforeAll, describe, expect, it } from 'vitest'
import { runCommand, startCommand } from '../support/run-command.ts'
import { pipelineFolder } from './pipeline-fixture.ts'

const { at, produce, untilEnd } = pipelineFolder()
beforeAll(async () => {
  await produce('owned-log', '--count', '100', '--rate', '0', '--seed', '1', '--partitions', '1')
  await untilEnd('owned', 'owned-log')
})
/** Permissions mean nothing to root, who runs the tests in CI. */
const RESTRICTED_USER = process.getuid?.() === 0 ? 65_534 : undefined

const pipeline = (...args: readonly string[]) => runCommand('pipeline', ...args)
const expectOneLine = (text: string) => expect(text.trimEnd().split('\n')).toHaveLength(1)

/** Log lines are for operators; what is left is for who typed the command. */
const withoutLogLines = (stderr: string) =>
  stderr
    .split('\n')
    .filter((line) => !line.startsWith('{'))
    .join('\n')

describe('pipeline, when it cannot go on,', { timeout: 30_000 }, () => {
  it('answers --help within a second of what Node needs to start, opening nothing', async () => {
    const bareMs = msOf(() => execFileSync(process.execPath, ['-e', '0']))
    const beganMs = performance.now()
    const { code, stdout, stderr } = await pipeline('--help', '--log', `lmdb:${at('never')}`)
    expect(performance.now() - beganMs).toBeLessThan(1_000 + 5 * bareMs)
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toMatch(/^Usage: npm run pipeline -- \[flags\]\n/)
    expect(await readdir(at('.'))).not.toContain('never')
  })

  it('lists every problem of its flags and exits with 2', async () => {
    const { code, stdout, stderr } = await pipeline('--grace', '-1', '--commit-rows', 'x', '--nope', '--log', 'ftp://x')
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    for (const flag of ['--grace', '--commit-rows', '--nope', '--log']) expect(stderr).toContain(`${flag}: `)
    expect(stderr.trimEnd().split('\n')).toHaveLength(5)
  })

  it('says in one line that the storage is a file', async () => {
    await writeFile(at('in-the-way'), 'mine')
    const { code, stdout, stderr } = await pipeline(
      '--log',
      `lmdb:${at('log')}`,
      '--storage',
      at('in-the-way'),
      '--until-end',
    )
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    expectOneLine(withoutLogLines(stderr))
    expect(stderr).toContain(at('in-the-way'))
    expect(await readFile(at('in-the-way'), 'utf8')).toBe('mine')
  })

  it('says in one line that it may not write to the storage, and leaves nothing there', async () => {
    await mkdir(at('forbidden'))
    await chmod(at('forbidden'), 0o555)
    await chmod(at('.'), 0o777)
    const args = ['--log', `lmdb:${at('log-of-nobody')}`, '--storage', at('forbidden'), '--until-end']
    const { code, stderr } = await startCommand('pipeline', args, RESTRICTED_USER).ended
    expect({ code, stderr }).toMatchObject({ code: 1 })
    expectOneLine(withoutLogLines(stderr))
    expect(stderr).toContain(`${at('forbidden/.staging')}: permission denied (EACCES)`)
    expect(await readdir(at('forbidden'))).toEqual([])
  })

  it('says in one line that there is no broker, and leaves no storage behind', async () => {
    const args = ['--log', 'kafka://127.0.0.1:1', '--storage', at('no-broker'), '--until-end', '--log-level', 'error']
    const { code, stdout, stderr } = await pipeline(...args)
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    expectOneLine(stderr)
    expect(stderr).toContain('127.0.0.1:1')
    expect(await readdir(at('.'))).not.toContain('no-broker')
  })

  it('refuses the storage of another group, in one line, and changes nothing', async () => {
    const files = await readdir(at('owned'), { recursive: true })
    const args = ['--log', `lmdb:${at('owned-log')}`, '--storage', at('owned'), '--until-end', '--group', 'stranger']
    const { code, stderr } = await pipeline(...args)
    expect(code).toBe(1)
    expectOneLine(stderr)
    expect(stderr).toContain('the storage belongs to another pipeline')
    expect(await readdir(at('owned'), { recursive: true })).toEqual(files)
  })

  it('refuses to go on without the checkpoint that was committed, in one line', async () => {
    const [checkpoint] = await readdir(at('owned/.checkpoints'))
    await writeFile(at(`owned/.checkpoints/${checkpoint}`), '{}')
    const args = ['--log', `lmdb:${at('owned-log')}`, '--storage', at('owned'), '--until-end', '--group', 'owned']
    const { code, stderr } = await pipeline(...args)
    expect(code).toBe(1)
    expectOneLine(withoutLogLines(stderr))
    expect(stderr).toContain(`.checkpoints/${checkpoint} is not as it was committed (sha256)`)
  })
})

const msOf = (action: () => unknown): number => {
  const beganMs = performance.now()
  action()
  return performance.now() - beganMs
}
