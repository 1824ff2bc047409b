import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, statfsSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { healthOnPage } from '../dashboard/health-on-page.ts'
import { cannotMount } from '../support/cannot-mount.ts'
import { logLines } from '../support/log-lines.ts'
import { type RunningCommand, runCommand, startCommand } from '../support/run-command.ts'
import {
  metricsOf,
  readinessOf,
  servedAt,
  statusOf,
  untilProblem,
  untilReady,
  untilThere,
} from '../support/served-pipeline.ts'

const missing = cannotMount()
if (missing !== null && process.env.CI) throw new Error(missing)
if (missing !== null) console.warn(`skipped: what is shown of trouble with the disk (${missing})`)

const SIZE_MIB = 80
const MIB = 1_048_576
const WITHIN_MS = 5_000
const STALL_MS = 3_000

const ms = (sinceMs: number) => Math.round(performance.now() - sinceMs)

describe.runIf(missing === null)('trouble with the disk is shown in words within 5 s', () => {
  let folder = ''
  let small = ''
  let running: RunningCommand
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'tideline-disk-shown-'))
    small = join(folder, 'small')
    mkdirSync(small)
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${SIZE_MIB}m`, 'tmpfs', small])
  })
  afterAll(async () => {
    running?.child.kill('SIGKILL')
    await running?.ended
    execFileSync('umount', [small])
    rmSync(folder, { recursive: true, force: true })
  })

  const log = () => ['--log', `lmdb:${join(folder, 'log')}`]
  const produce = async (seed: number, count: number) => {
    const args = ['--rate', '0', '--count', String(count), '--tenants', '20', '--seed', String(seed)]
    expect((await runCommand('produce', ...log(), ...args, '--start', `2026-01-01T00:00:0${seed}Z`)).code).toBe(0)
  }
  const freeBytes = () => {
    const { bavail, bsize } = statfsSync(small)
    return bavail * bsize
  }

  it('where there is little room, where there is none, and no more when there is some again (R8)', async () => {
    await produce(1, 4_000)
    const storage = ['--storage', join(small, 'storage')]
    const served = ['--http', '127.0.0.1:0', '--stall', `${STALL_MS}ms`, '--json']
    // With commits so small there is lag while they wait.
    const commits = ['--commit-interval', '300ms', '--commit-rows', '500']
    running = startCommand('pipeline', [...log(), ...storage, ...served, ...commits])
    const url = await servedAt(running)
    await untilThere('all is read', async () => (await statusOf(url)).totals.records === 4_000 || null, running)
    expect((await readinessOf(url)).problems).toEqual([])

    const page = await healthOnPage(url)
    const ballast = join(small, 'ballast')
    writeFileSync(ballast, Buffer.alloc(freeBytes() - 10 * MIB))
    const littleMs = performance.now()
    const room = await untilProblem(url, 'room', running)
    console.log(`little room: /readyz said so after ${ms(littleMs)} ms: ${room.message}`)
    expect(ms(littleMs)).toBeLessThan(WITHIN_MS)
    expect(room.message).toMatch(
      /^the storage has (9|10) MiB left, less than 64: make room; commits wait where there is none$/,
    )
    const logged = () => logLines(running.text()).find(({ msg }) => msg.startsWith('the storage has '))
    await untilThere('the log says so, too', logged, running)

    writeFileSync(ballast, Buffer.alloc(freeBytes() - 4_096), { flag: 'a' })
    const causedMs = performance.now()
    await produce(2, 20_000)
    const disk = await untilProblem(url, 'disk', running)
    const shownMs = ms(causedMs)
    await page.says(disk.message)
    console.log(
      `no room: /readyz said so after ${shownMs} ms, the dashboard after ${ms(causedMs)} ms, production included: ${disk.message}`,
    )
    expect(ms(causedMs)).toBeLessThan(WITHIN_MS)
    expect(disk.message).toMatch(
      /^partition \d waits: the storage cannot be written \(ENOSPC.*: the disk is full: make room on it$/,
    )
    expect(logLines(running.text()).map(({ msg }) => `partition ${disk.partition} waits: ${msg}`)).toContain(
      disk.message,
    )
    await untilThere(
      'the metrics say so',
      async () => (await metricsOf(url)).get('tideline_paused_partitions{trouble="disk"}'),
      running,
    )
    // What was produced may all be read by now, and wait for its commit; behind that nothing more is read.
    let records = 24_000
    for (let seed = 3; (await statusOf(url)).lag.records === 0 && seed < 9; seed++) {
      await produce(seed, 4_000)
      records += 4_000
      await sleep(1_500)
    }
    await sleep(STALL_MS + 3_000)
    expect(running.child.exitCode).toBeNull()
    expect((await readinessOf(url)).problems.map(({ kind }) => kind)).toContain('disk')
    expect((await statusOf(url)).lag.records).toBeGreaterThan(0)

    truncateSync(ballast)
    const mendedMs = performance.now()
    await untilReady(url, running)
    console.log(`there is room: ready again by itself after ${ms(mendedMs)} ms`)
    await untilThere('all is read', async () => (await statusOf(url)).totals.records === records || null, running)
    running.child.kill('SIGTERM')
    const { code, stdout } = await running.ended
    await page.close()
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({ records })
  })
})
