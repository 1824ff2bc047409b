import { readdir, writeFile } from 'node:fs/promises'
import { beforeAll, describe, expect, it } from 'vitest'
import { eventJson } from '../support/events.ts'
import { logLines, withoutLogLines } from '../support/log-lines.ts'
import { runCommand } from '../support/run-command.ts'
import { pipelineFolder } from './pipeline-fixture.ts'

const { at, produce, untilEnd, start, verified, rowsOf } = pipelineFolder()
const GOOD = 500
const BAD = 1_500

/** As if `tenant_id` had been given another name upstream: what most records of a topic are from then on. */
const flood = (tenants: number) =>
  Array.from({ length: GOOD + BAD }, (_, i) => {
    const event = eventJson(i * 10, { tenant_id: `tenant_${i % tenants}` })
    return i % 4 === 0 ? event : event.replace('"tenant_id"', '"tenantId"')
  })

const lettersIn = async (log: string): Promise<number> => {
  const { stdout } = await runCommand('dlq', 'ls', '--log', `lmdb:${at(log)}`, '--json')
  return stdout.split('\n').filter((line) => line !== '').length
}
const partsOf = async (storage: string) =>
  (await readdir(at(storage), { recursive: true })).filter((name) => name.endsWith('.parquet') && name.includes('/'))
const argsOf = (storage: string, log: string, ...more: readonly string[]) =>
  ['--log', `lmdb:${at(log)}`, '--storage', at(storage), '--group', storage, ...more] as const

const SEEN = 'partition 0, offsets 0 to 2000: 1500 of 2000 records (75%) are no events. --max-invalid allows 50%: '

describe('pipeline, where most records of a topic are no events,', { timeout: 60_000 }, () => {
  beforeAll(async () => {
    await writeFile(at('flood.ndjson'), `${flood(1).join('\n')}\n`)
    await produce('log', '--file', at('flood.ndjson'), '--partitions', '1')
  })

  it('commits nothing, says what it saw, and tries again; stopped, it ends with 0', async () => {
    const running = start('live', 'log', '--commit-interval', '300ms', '--json')
    await running.said('"trouble":"invalid"', 2)
    running.child.kill('SIGTERM')
    const { code, stdout, stderr } = await running.ended
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({ records: 0, deadLetters: {} })
    const told = stderr.split('\n').flatMap((line) => (line.includes('"invalid"') ? [JSON.parse(line)] : []))
    expect(told.map(({ pauseMs }) => pauseMs).slice(0, 2)).toEqual([500, 1_000])
    expect(told[0]).toMatchObject({
      ...{ partition: 0, fromOffset: 0, toOffset: 2_000, records: 2_000, deadLetters: 1_500, maxShare: 0.5 },
      reasons: [{ reason: 'schema', deadLetters: 1_500 }],
      schemaError: { path: '$.tenant_id' },
      example: { topic: 'events', partition: 0, offset: 1 },
    })
    expect(told[0].msg).toContain(
      `${SEEN}nothing of it is committed, and none of them is a dead letter yet. Seen: schema 1500`,
    )
    expect(await lettersIn('log')).toBe(0)
    expect(await partsOf('live')).toEqual([])
  })

  it('fails with one line and 1 on the way to the end, changing nothing', async () => {
    const { code, stdout, stderr } = await runCommand('pipeline', ...argsOf('ended', 'log', '--until-end'))
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    expect(withoutLogLines(stderr).trimEnd().split('\n')).toHaveLength(1)
    expect(withoutLogLines(stderr)).toContain(SEEN)
    expect(await lettersIn('log')).toBe(0)
    expect(await partsOf('ended')).toEqual([])
  })

  it.each([
    ['--force', 'true'],
    ['--max-invalid', '75%'],
    ['--max-invalid', 'off'],
  ])('lets them through with %s %s, and the books balance', async (flag, value) => {
    const storage = `let-${value.replace('%', '')}`
    const log = `${storage}-log`
    await produce(log, '--file', at('flood.ndjson'), '--partitions', '1')
    const more = flag === '--force' ? [flag] : [flag, value]
    const { code, stdout, stderr } = await start(storage, log, '--until-end', '--json', ...more).ended
    expect({ code, stderr }).toMatchObject({ code: 0 })
    expect(JSON.parse(stdout)).toMatchObject({ records: 2_000, events: GOOD, deadLetters: { schema: BAD } })
    const warnings = logLines(stderr).filter(({ msg }) => msg.startsWith(SEEN))
    expect(warnings).toHaveLength(flag === '--force' ? 1 : 0)
    expect(await lettersIn(log)).toBe(BAD)
    expect(await rowsOf(storage, 'rolling_window_results')).not.toEqual([])
    expect(await verified(storage, log)).toBe('')
  })

  it('does the same in workers', async () => {
    await writeFile(at('wide.ndjson'), `${[...flood(8), ...flood(8)].join('\n')}\n`)
    await produce('wide-log', '--file', at('wide.ndjson'), '--partitions', '2')
    const two = ['--workers', '2', '--commit-interval', '300ms']
    const running = start('wide', 'wide-log', ...two)
    await running.said('"trouble":"invalid"', 2)
    running.child.kill('SIGTERM')
    expect((await running.ended).code).toBe(0)
    const refused = await runCommand('pipeline', ...argsOf('wide', 'wide-log', '--until-end', ...two))
    expect(refused.code).toBe(1)
    expect(withoutLogLines(refused.stderr)).toMatch(/^partition \d, .+ are no events\. --max-invalid allows 50%/)
    expect(await lettersIn('wide-log')).toBe(0)
    const { records } = await untilEnd('wide', 'wide-log', ...two, '--force')
    expect(records).toBe(2 * (GOOD + BAD))
    expect(await lettersIn('wide-log')).toBe(2 * BAD)
    expect(await verified('wide', 'wide-log')).toBe('')
  })
})
