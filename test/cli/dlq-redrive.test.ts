import { writeFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { beforeAll, describe, expect, it } from 'vitest'
import { openEmbeddedLog } from '../../src/log/embedded-log.ts'
import { eventJson } from '../support/events.ts'
import { runCommand, startCommand } from '../support/run-command.ts'
import { pipelineFolder } from './pipeline-fixture.ts'

const { at, urlOf, produce, untilEnd, verified } = pipelineFolder()

const MEND = `export default (value) => {
  const { tenantId, ...event } = JSON.parse(value)
  if (event.event_type === 'leave') return null
  if (event.event_type === 'throw') throw new Error('not\\u001b[31m this one')
  return Buffer.from(JSON.stringify({ tenant_id: tenantId, ...event }))
}
`
/** What a producer sends that says tenantId for tenant_id. */
const renamed = (second: number, type = 'view') => {
  const { tenant_id: tenantId, ...event } = JSON.parse(eventJson(second * 1_000, { event_type: type }))
  return JSON.stringify({ tenantId, ...event })
}
const fill = async (log: string, lines: readonly string[]) => {
  await writeFile(at(`${log}.ndjson`), lines.map((line) => `${line}\n`).join(''))
  await produce(log, '--file', at(`${log}.ndjson`))
  await untilEnd(log, log, '--max-invalid', 'off')
}
const flagsOf = (log: string) => ['redrive', '--log', urlOf(log), '--group', log]
const redrive = async (log: string, ...more: readonly string[]) => runCommand('dlq', ...flagsOf(log), ...more)
const json = async (log: string, ...more: readonly string[]) =>
  JSON.parse((await redrive(log, '--json', ...more)).stdout)

describe('dlq redrive', () => {
  beforeAll(() => writeFile(at('mend.mjs'), MEND))

  it('says what would pass, and why the rest would not, before it sends anything', async () => {
    await fill('dry', [renamed(1), '{', renamed(2, 'leave'), renamed(3, 'throw'), renamed(4), eventJson(5_000)])
    const { code, stdout } = await redrive('dry', '--dry-run', '--transform', at('mend.mjs'))
    expect(code).toBe(0)
    expect(stdout).toMatch(/^would now pass: 2 of 5\n/)
    expect(stdout).toMatch(/^ +1 {2}transform +not·\[31m this one +\d:\d$/m)
    expect(stdout).toContain('\nleft alone: 1 left by the transform\n')
    expect(stdout).toMatch(/\nnothing was sent \(--dry-run\)\n$/)
    expect(await untilEnd('dry', 'dry')).toMatchObject({ records: 0 })
  })

  it('sends it, once, and what the filters ask for alone', async () => {
    await fill('sent', [renamed(1), '{', renamed(2), eventJson(5_000)])
    expect(await json('sent', '--transform', at('mend.mjs'), '--reason', 'bad_json')).toMatchObject({
      meant: 1,
      redriven: 0,
      left: { not_asked: 2 },
    })
    const { code, stdout } = await redrive('sent', '--transform', at('mend.mjs'))
    expect({ code, stdout }).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^redriven: 2 of 3\nstill fail, and stay:\n/),
    })
    expect(await json('sent', '--transform', at('mend.mjs'))).toMatchObject({ meant: 1, redriven: 0 })
    expect(await untilEnd('sent', 'sent')).toMatchObject({ records: 2, events: 2 })
    expect(await verified('sent', 'sent')).toBe('')
  })

  it.each([
    [['--transform', 'nowhere.mjs'], 1, /^--transform: nowhere.mjs cannot be loaded/],
    [['--events-topic', 'nowhere'], 1, /^there is no topic nowhere in this log: is --events-topic the pipeline's\?/],
    [['--topic', 'nowhere'], 1, /^there is no topic nowhere in this log/],
    [['--rate', '0'], 2, /^--rate: "0" is not a whole number from 1 /],
  ])('refuses %j', async (flags, exitCode, message) => {
    const { code, stdout, stderr } = await redrive('sent', ...flags)
    expect({ code, stdout }).toEqual({ code: exitCode, stdout: '' })
    expect(stderr).toMatch(message)
  })

  it('makes no topic where it is refused', async () => {
    await redrive('sent', '--events-topic', 'typo')
    const log = await openEmbeddedLog(at('sent'))
    expect(await log.bounds('typo')).toBeNull()
    expect(await log.bounds('typo_parked')).toBeNull()
    await log.close()
  })

  it('looks at no more letters than --max, of all partitions together', async () => {
    const tenants = Array.from({ length: 400 }, (_, i) => renamed(i).replace('"a"', `"tenant-${i % 40}"`))
    await fill('few', tenants)
    expect(await json('few', '--transform', at('mend.mjs'), '--max', '7')).toMatchObject({ meant: 7, redriven: 7 })
    expect(await json('few', '--transform', at('mend.mjs'))).toMatchObject({ meant: 393, redriven: 393 })
  })

  it('sends each letter once, wherever it is killed (R1)', { timeout: 120_000 }, async () => {
    const letters = 600
    await fill(
      'killed',
      Array.from({ length: letters }, (_, i) => renamed(i)),
    )
    const flags = [...flagsOf('killed'), '--transform', at('mend.mjs'), '--rate', '400']
    let kills = 0
    for (; ; kills++) {
      const running = startCommand('dlq', flags)
      const isOver = await Promise.race([running.ended.then(() => true), sleep(450 + kills * 37, false)])
      if (isOver) break
      running.child.kill('SIGKILL')
      await running.ended
    }
    expect(kills).toBeGreaterThan(0)
    const log = await openEmbeddedLog(at('killed'))
    const sent: number[] = []
    for await (const { batch } of log.read('events', (await log.bounds('events'))!))
      for (let i = 0; i < batch.count; i++)
        if (batch.headers(i).length > 0) sent.push(JSON.parse(String(batch.value(i))).timestamp)
    await log.close()
    expect(sent.sort((one, other) => one - other)).toEqual(Array.from({ length: letters }, (_, i) => i))
  })

  it('settles what it has when it is told to stop, and says so', async () => {
    await fill(
      'stopped',
      Array.from({ length: 300 }, (_, i) => renamed(i)),
    )
    const running = startCommand('dlq', [
      ...flagsOf('stopped'),
      '--transform',
      at('mend.mjs'),
      '--rate',
      '10',
      '--json',
    ])
    await sleep(1_500)
    running.child.kill('SIGTERM')
    const { code, stdout } = await running.ended
    const first = JSON.parse(stdout)
    expect({ code, stopped: first.stopped }).toEqual({ code: 0, stopped: true })
    const second = await json('stopped', '--transform', at('mend.mjs'))
    expect(first.redriven + second.redriven).toBe(300)
    expect(second.stopped).toBe(false)
  })
})
