import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { openEmbeddedLog } from '../../src/log/embedded-log.ts'
import { cannotMount } from '../support/cannot-mount.ts'
import { type RunningCommand, runCommand, startCommand } from '../support/run-command.ts'
import { outcomeOf, overlaps, uninterrupted } from '../support/same-outcome.ts'

const missing = cannotMount()
if (missing !== null && process.env.CI) throw new Error(missing)
if (missing !== null) console.warn(`skipped: trouble with the disk (${missing})`)

const SIZE_BYTES = 2 * 1_048_576
const TOPIC = 'events'

describe.runIf(missing === null)('a live pipeline whose disk is in trouble', () => {
  let folder = ''
  let small = ''
  let log = ''
  let pipeline: RunningCommand | null = null

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'tideline-disk-'))
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  afterEach(async () => {
    pipeline?.child.kill('SIGKILL')
    await pipeline?.ended
    pipeline = null
    execFileSync('umount', [small])
  })

  /** An empty, small file system for the storage, and a log with some events elsewhere. */
  const setUp = async (name: string) => {
    small = join(folder, name)
    mkdirSync(small)
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${SIZE_BYTES}`, 'tmpfs', small])
    log = join(folder, `${name}-log`)
    await produce(1)
  }
  const storage = () => join(small, 'storage')
  const produce = async (seed: number) => {
    const { code, stderr } = await runCommand(
      'produce',
      ...['--log', `lmdb:${log}`, '--rate', '0', '--count', '4000', '--tenants', '20', '--seed', String(seed)],
      ...['--start', `2026-01-01T00:00:0${seed}Z`],
    )
    expect({ code, stderr }).toMatchObject({ code: 0 })
  }
  const args = () => ['--log', `lmdb:${log}`, '--storage', storage(), '--log-level', 'debug']
  const start = () => {
    pipeline = startCommand('pipeline', [...args(), '--commit-interval', '300ms', '--idle', 'off'])
    return pipeline
  }

  /** It is the same process still, which goes on and writes what an undisturbed one would. */
  const expectSameAsUndisturbed = async (running: RunningCommand) => {
    expect(running.child.exitCode).toBeNull()
    running.child.kill('SIGTERM')
    expect((await running.ended).code).toBe(0)
    const { code, stderr } = await runCommand('pipeline', ...args(), '--until-end')
    expect({ code, stderr }).toMatchObject({ code: 0 })
    const opened = await openEmbeddedLog(log)
    try {
      const outcome = await outcomeOf(opened, TOPIC, storage())
      expect(overlaps(outcome)).toEqual([])
      const { rows, deadLetters } = await uninterrupted(opened, TOPIC, `${small}-control`)
      expect(rows.rolling_window_results!.length).toBeGreaterThan(100)
      expect({ rows: outcome.rows, deadLetters: outcome.deadLetters }).toEqual({ rows, deadLetters })
    } finally {
      await opened.close()
    }
    expect(readdirSync(join(storage(), '.staging'))).toEqual([])
  }

  /** Reads all that is published as a reader would; a torn part throws. */
  const expectNothingTorn = async () => {
    const opened = await openEmbeddedLog(log)
    try {
      expect(overlaps(await outcomeOf(opened, TOPIC, storage()))).toEqual([])
    } finally {
      await opened.close()
    }
  }

  it('waits while the file system is full, and goes on when there is room (R8)', async () => {
    await setUp('full')
    const running = start()
    await running.said('"committed"', 4)
    const { bavail, bsize } = statfsSync(small)
    const ballast = join(small, 'ballast')
    writeFileSync(ballast, randomBytes(bavail * bsize - 4_096))
    await produce(2)
    await running.said('the storage cannot be written (ENOSPC', 4)
    await running.said('the disk is full: make room on it')
    await expectNothingTorn()
    rmSync(ballast)
    await running.said('"committed"', 8)
    await expectSameAsUndisturbed(running)
  })

  it('waits while it may open no more files, and goes on when it may', async () => {
    await setUp('files')
    const running = start()
    await running.said('"committed"', 4)
    const limit = (files: number | string) =>
      execFileSync('prlimit', ['--pid', String(running.child.pid), `--nofile=${files}:4096`])
    const open = readdirSync(`/proc/${running.child.pid}/fd`).map(Number)
    const lowestFree = Array.from({ length: open.length + 1 }, (_, i) => i).find((i) => !open.includes(i))!
    limit(lowestFree)
    await produce(2)
    await running.said('the storage cannot be written (EMFILE', 4)
    limit(4096)
    await running.said('"committed"', 8)
    await expectSameAsUndisturbed(running)
  })

  it('waits while its storage is read-only, and goes on when it may write', async () => {
    await setUp('read-only')
    const running = start()
    await running.said('"committed"', 4)
    execFileSync('mount', ['-o', 'remount,ro', small])
    await produce(2)
    await running.said('the storage cannot be written (EROFS', 4)
    await running.said('mount it writable')
    await expectNothingTorn()
    execFileSync('mount', ['-o', 'remount,rw', small])
    await running.said('"committed"', 8)
    await expectSameAsUndisturbed(running)
  })

  it('waits at its start for a storage that it may write; a run to the end says so and fails', async () => {
    await setUp('start')
    execFileSync('mount', ['-o', 'remount,ro', small])
    const { code, stderr } = await runCommand('pipeline', ...args(), '--until-end')
    expect(code).toBe(1)
    expect(stderr.trimEnd().split('\n').at(-1)).toMatch(/storage: read-only file system \(EROFS\)$/)
    const running = start()
    await running.said('the storage cannot be written (EROFS', 2)
    execFileSync('mount', ['-o', 'remount,rw', small])
    await running.said('"committed"', 4)
    await produce(2)
    await running.said('"committed"', 8)
    await expectSameAsUndisturbed(running)
  })
})
