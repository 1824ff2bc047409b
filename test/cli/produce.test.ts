import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openEmbeddedLog } from '../../src/log/embedded-log.ts'
import { routeRecord } from '../../src/produce/route-record.ts'
import { judge } from '../decode/oracle.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tideline-produce-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

const start = (args: readonly string[], env: Readonly<Record<string, string>> = {}): ChildProcess =>
  spawn(process.execPath, ['--import', 'tsx', 'src/cli/produce.ts', ...args], {
    env: { ...process.env, TIDELINE_LOG: `lmdb:${folder}/log`, ...env },
  })

const end = async (child: ChildProcess): Promise<Ended> => {
  const texts = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'] as const) {
    child[name]!.setEncoding('utf8').on('data', (text: string) => {
      texts[name] += text
    })
  }
  const [code] = await once(child, 'close')
  return { code, ...texts }
}

const run = (args: string, env?: Readonly<Record<string, string>>) => end(start(args.split(' '), env))

interface Found {
  readonly partition: number
  readonly key: string | null
  readonly value: string
  readonly timestampMs: number
}

const records = async (topic = 'events'): Promise<Found[]> => {
  const log = await openEmbeddedLog(`${folder}/log`)
  const found: Found[] = []
  for await (const { partition, batch } of log.read(topic, (await log.bounds(topic)) ?? [])) {
    for (let i = 0; i < batch.count; i++) {
      const [key, value, timestampMs] = [
        batch.key(i)?.toString() ?? null,
        batch.value(i)!.toString('latin1'),
        batch.timestampMs(i),
      ]
      found.push({ partition, key, value, timestampMs })
    }
  }
  await log.close()
  return found
}
const values = async (topic?: string) => (await records(topic)).map(({ value }) => value).sort()

describe('produce', () => {
  it('answers --help within a second, loading no adapter', async () => {
    const beganMs = performance.now()
    const { code, stdout, stderr } = await run('--help')
    // Three of them: other tests run beside this one. Alone it takes 0.4 s.
    expect(performance.now() - beganMs).toBeLessThan(3_000)
    expect([code, stderr]).toEqual([0, ''])
    expect(stdout).toContain('Usage: npm run produce -- [flags]')
    expect(stdout.replace(/\s+/g, ' ')).toContain('how many tenants (default: 3, env: TIDELINE_TENANTS)')
  })

  it('lists every problem, sends nothing and exits 2', async () => {
    const { code, stdout, stderr } = await run('--count x --start now more', { TIDELINE_LATE: '5' })
    expect(code).toBe(2)
    expect(stdout).toBe('')
    expect(stderr.trimEnd().split('\n')).toEqual([
      '"more": stray argument, only flags are expected',
      '--count: "x" is not a whole number of 0 or more',
      'TIDELINE_LATE: "5" is not a percentage from 0% to 100%, such as 5% or 0.1%',
      '--start: "now" is not an ISO time with its zone, such as 2026-01-31T12:00:00Z',
      'npm run produce -- --help lists the flags.',
    ])
    await expect(stat(`${folder}/log`)).rejects.toThrow('ENOENT')
  })

  it.each([
    [
      'a file that is not there',
      '/nowhere/events.ndjson',
      '/nowhere/events.ndjson: no such file or directory (ENOENT)\n',
    ],
    ['a directory', tmpdir(), `${tmpdir()}: is a directory, and only the lines of a file can be sent\n`],
  ])('says in one line of %s that it cannot send it, and makes no log', async (_, path, line) => {
    expect(await run(`--file ${path}`)).toEqual({ code: 1, stdout: '', stderr: line })
    await expect(stat(`${folder}/log`)).rejects.toThrow('ENOENT')
  })

  it('says in one line that a topic has another number of partitions', async () => {
    await run('--rate 0 --count 1 --partitions 3')
    const { code, stderr } = await run('--rate 0 --count 1 --partitions 2')
    expect([code, stderr.trimEnd().split('\n').length]).toEqual([1, 1])
    expect(stderr).toContain('3 partitions')
    expect((await records()).length).toBe(1)
  })
})

describe('a file', () => {
  it('is sent line by line, each as it is and by its tenant', async () => {
    const lines = ['{"tenant_id":"a"}', '{"tenant_id":"b"}\r', '', 'no event', '\xff\xfe', `"${'x'.repeat(2_000_000)}"`]
    await writeFile(`${folder}/lines`, `${lines.join('\n')}\n`, 'latin1')
    const { code, stderr } = await run(`--file ${folder}/lines --topic lines`)
    expect(stderr).toMatch(/^sent 6 records to lines in \d\.\d s \(0: \d, 1: \d, 2: \d, 3: \d\) from .*lines\n$/)
    expect(code).toBe(0)
    expect(await values('lines')).toEqual([...lines].sort())
    for (const { partition, key, value } of await records('lines')) {
      const route = routeRecord(Buffer.from(value, 'latin1'), 4)
      expect([partition, key]).toEqual([route.partition, route.key?.toString() ?? null])
    }
  })

  it('may be standard input, whose last line needs no end', async () => {
    const child = start(['--file', '-'])
    child.stdin!.end('a\nb')
    expect((await end(child)).code).toBe(0)
    expect(await values()).toEqual(['a', 'b'])
  })
})

describe('synthetic events', () => {
  it('are the same for the same seed and start, stamped with now', async () => {
    const args = '--rate 0 --count 2000 --seed 7 --start 2026-01-01T00:00:00Z'
    const beforeMs = Date.now()
    await run(`${args} --topic first`)
    await run(`${args} --topic second`)
    expect(await values('first')).toEqual(await values('second'))
    for (const { timestampMs } of await records('first')) {
      expect(timestampMs).toBeGreaterThanOrEqual(beforeMs)
      expect(timestampMs).toBeLessThanOrEqual(Date.now())
    }
  })

  it('of rate 0 end now, a millisecond apart', async () => {
    const beforeMs = Date.now()
    await run('--rate 0 --count 5000 --invalid 0% --late 0%')
    const times = (await records())
      .map(({ value, timestampMs }) => judge(Buffer.from(value), timestampMs, 0) as number)
      .sort((a, b) => a - b)
    expect(times).toEqual(times.map((_, n) => times[0]! + n))
    expect(times.at(-1)).toBeGreaterThanOrEqual(beforeMs)
    expect(times.at(-1)).toBeLessThanOrEqual(Date.now())
  })

  it('go on without a count until SIGTERM, which ends them cleanly', async () => {
    const child = start(['--rate', '200'])
    const ended = end(child)
    await expect
      .poll(async () => (await stat(`${folder}/log`).catch(() => null)) !== null, { timeout: 10_000 })
      .toBe(true)
    await new Promise((resolve) => setTimeout(resolve, 500))
    child.kill('SIGTERM')
    const { code, stderr } = await ended
    expect(code).toBe(0)
    const sent = Number(/^sent (\d+) records/.exec(stderr)?.[1])
    expect(sent).toBeGreaterThan(10)
    expect((await records()).length).toBe(sent)
  })

  it('that wait on standard input end at SIGINT too', async () => {
    const child = start(['--file', '-'])
    const ended = end(child)
    child.stdin!.write('a\n')
    await expect.poll(async () => (await values().catch(() => [])).length, { timeout: 10_000, interval: 200 }).toBe(1)
    child.kill('SIGINT')
    expect((await ended).code).toBe(0)
  })
})
