import { readdir, rm } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { runCommand } from '../support/run-command.ts'
import { hasAccessEvents, pipelineFolder } from './pipeline-fixture.ts'

const { at, produce, produceAccessEvents, untilEnd, start } = pipelineFolder()

const verify = (storage: string, log: string, ...more: readonly string[]) =>
  runCommand('verify', '--log', `lmdb:${at(log)}`, '--storage', at(storage), ...more)

const expectNone = async (storage: string, log: string) => {
  const { code, stdout, stderr } = await verify(storage, log)
  expect({ code, stderr, last: stdout.trimEnd().split('\n').at(-1) }).toMatchObject({
    code: 0,
    stderr: '',
    last: expect.stringMatching(/^0 differences: /),
  })
}

describe.runIf(hasAccessEvents())('verify, on 16,445 real events,', { timeout: 120_000 }, () => {
  it.each([1, 4])('finds nothing wrong with any grace, in %i partitions', async (partitions) => {
    const log = `log-${partitions}`
    await produce(log, '--partitions', String(partitions), '--count', '0')
    await produceAccessEvents(log)
    const lines: string[] = []
    for (const grace of ['0s', '2s', '10s', '60s']) {
      const { rows } = await untilEnd(`${grace}-${partitions}`, log, '--grace', grace)
      const { code, stdout } = await verify(`${grace}-${partitions}`, log, '--json')
      const { differences, partitions: checked, seconds } = JSON.parse(stdout)
      const records = checked.reduce((sum: number, check: { records: number }) => sum + check.records, 0)
      expect({ code, differences, records, partitions: checked.length }).toEqual({
        ...{ code: 0, differences: 0, records: 16_445, partitions },
      })
      const { rolling_window_results: results, late_window_corrections: corrections } = rows
      lines.push(`grace ${grace}: ${results} results, ${corrections} corrections, 0 differences, ${seconds} s`)
    }
    console.info(`${partitions} partitions\n${lines.join('\n')}`)
  })

  it('finds nothing wrong in windows whose step does not divide them', async () => {
    await produceAccessEvents('odd-log')
    await untilEnd('odd', 'odd-log', '--window', '10s', '--step', '3s')
    await expectNone('odd', 'odd-log')
  })

  it('finds nothing wrong beside a live pipeline, behind a stop, behind kills, and at the end', async () => {
    const args = ['--commit-rows', '300', '--commit-interval', '200ms', '--log-level', 'debug']
    for (const signal of ['SIGTERM', 'SIGKILL', 'SIGKILL'] as const) {
      await produceAccessEvents('live-log') // again: all of it is late then
      const running = start('live', 'live-log', ...args)
      await running.said('"committed"')
      await expectNone('live', 'live-log')
      running.child.kill(signal)
      await running.ended
      await expectNone('live', 'live-log')
    }
    await produceAccessEvents('live-log')
    const cut = start('live', 'live-log', ...args)
    await cut.said('"committed"') // and it is in the middle of the rest
    cut.child.kill('SIGKILL')
    await cut.ended
    await expectNone('live', 'live-log')
    await untilEnd('live', 'live-log')
    await expectNone('live', 'live-log')
  })
})

describe('verify', { timeout: 60_000 }, () => {
  it('lists what differs, exits with 1, and shows names as plain text', async () => {
    await produce('small-log', '--rate', '0', '--count', '2000', '--seed', '1', '--invalid', '0%')
    await untilEnd('small', 'small-log')
    await expectNone('small', 'small-log')
    const directory = at('small/session_stats.parquet')
    for (const date of await readdir(directory)) await rm(`${directory}/${date}`, { recursive: true })
    const { code, stdout, stderr } = await verify('small', 'small-log', '--show', '3')
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' })
    expect(stdout).toMatch(/ +partition +tenant +type or session +window or time \(UTC\) +what +expected +found +where/)
    expect(stdout).toMatch(/\n[\d,]+ more are not listed \(--show\)\n/)
    expect(stdout).toMatch(/\n[\d,]+ differences: 2,000 records read again, [\d,]+ rows compared, /)
    const { code: jsonCode, stdout: json } = await verify('small', 'small-log', '--json', '--show', '2')
    expect(jsonCode).toBe(1)
    const { differences, listed, partitions } = JSON.parse(json)
    expect([listed.length, partitions.length]).toEqual([2, 2]) // two have no records
    expect(differences).toBeGreaterThan(2)
  })

  it('refuses what it cannot compare with one line, and makes nothing', async () => {
    const before = await readdir(at('.'))
    expect(await verify('nowhere', 'small-log')).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^there is no pipeline's storage in .*nowhere \(no _pipeline\.json\): .*\n$/),
    })
    expect(await verify('small', 'no-log')).toMatchObject({
      code: 1,
      stderr: `--log: there is no log in ${at('no-log')}\n`,
    })
    expect(await readdir(at('.'))).toEqual(before)
    await produce('other-log', '--count', '1', '--rate', '0')
    expect(await verify('small', 'other-log')).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^the storage belongs to another pipeline \(_pipeline\.json has log .*\n$/),
    })
    expect(await verify('small', 'small-log', '--show', 'all')).toMatchObject({ code: 2 })
  })
})
