import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, describe, expect, it } from 'vitest'
import { withoutLogLines, workerPids } from '../support/log-lines.ts'
import type { RunningCommand } from '../support/run-command.ts'
import { readinessOf, servedAt, statusOf, untilProblem, untilReady, untilThere } from '../support/served-pipeline.ts'
import { pipelineFolder } from './pipeline-fixture.ts'

const { at, produce, start } = pipelineFolder()
const STALL_MS = 4_000
/** For the looks, which come once a second, and for what is closed before the end. */
const FEW_SECONDS_MS = 10_000
const SERVED = ['--http', '127.0.0.1:0', '--stall', `${STALL_MS}ms`]
const SMALL_COMMITS = ['--commit-rows', '100', '--commit-interval', '200ms']
const SECOND_WAVE = ['--rate', '0', '--count', '30000', '--tenants', '40', '--seed', '2']

const held: ChildProcess[] = []
afterAll(() => {
  for (const holder of held) holder.kill('SIGKILL')
})

/** Another program that is stopped in the middle of writing into an embedded log: nobody else writes until it is gone. */
const holdLog = async (log: string): Promise<ChildProcess> => {
  const holder = spawn(process.execPath, ['test/support/hold-log.mjs', at(log)], {
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  held.push(holder)
  await once(holder.stdout!, 'data')
  return holder
}

/** A live pipeline that has caught up, on a log of its own. */
const caughtUp = async (name: string, ...more: readonly string[]): Promise<[RunningCommand, string]> => {
  await produce(`${name}-log`, '--partitions', '2', '--rate', '0', '--count', '300', '--tenants', '40')
  const running = start(name, `${name}-log`, ...SERVED, ...SMALL_COMMITS, ...more)
  const url = await servedAt(running)
  await untilReady(url, running)
  await untilThere('it has caught up', async () => (await statusOf(url)).totals.records === 300 || null, running)
  return [running, url]
}

const WORDS =
  /^nothing moves: partition \d has stood at offset \d+ for \d+ s, though the log goes on to \d+.*Nothing is lost.*\n$/

describe('a pipeline that stands still', { timeout: 120_000, concurrent: true }, () => {
  it('ends with words, though the thread that hangs does not let it exit', async () => {
    const [running, url] = await caughtUp('hung')
    running.child.kill('SIGSTOP')
    await produce('hung-log', ...SECOND_WAVE)
    await holdLog('hung-log')
    running.child.kill('SIGCONT')
    const beganMs = performance.now()
    const { message } = await untilProblem(url, 'standstill', running)
    console.log(`standing still: /readyz said so after ${Math.round(performance.now() - beganMs)} ms: ${message}`)
    const { code, signal, stderr } = await running.ended
    const tookMs = performance.now() - beganMs
    console.log(`standing still with --stall ${STALL_MS}ms: ended after ${Math.round(tookMs)} ms`)
    expect({ code, signal }).toEqual({ code: null, signal: 'SIGKILL' })
    expect(withoutLogLines(stderr)).toMatch(WORDS)
    expect(tookMs).toBeGreaterThan(STALL_MS)
    expect(tookMs).toBeLessThan(STALL_MS + FEW_SECONDS_MS)
  })

  it('ends with 1 and words where it is one of its workers that does', async () => {
    const [running, url] = await caughtUp('worker', '--workers', '2')
    const pids = workerPids(running.text())
    process.kill(pids[0]!, 'SIGSTOP')
    await produce('worker-log', ...SECOND_WAVE)
    const beganMs = performance.now()
    const { message, worker } = await untilProblem(url, 'standstill', running)
    expect(worker).not.toBeNull()
    expect(message).toMatch(/^partition \d has records to read and has stood at offset \d+ for \d+ s$/)
    const { code, stderr } = await running.ended
    const tookMs = performance.now() - beganMs
    console.log(`a worker that is stopped, with --stall ${STALL_MS}ms: ended after ${Math.round(tookMs)} ms`)
    expect(code).toBe(1)
    expect(withoutLogLines(stderr)).toMatch(WORDS)
    expect(tookMs).toBeLessThan(STALL_MS + FEW_SECONDS_MS)
    for (const pid of pids) await untilThere('no worker is left', () => !isAlive(pid) || null, running)
  })

  it('does not end where the whole process was asleep', async () => {
    const [running, url] = await caughtUp('asleep')
    running.child.kill('SIGSTOP')
    await produce('asleep-log', ...SECOND_WAVE)
    await sleep(2 * STALL_MS)
    running.child.kill('SIGCONT')
    await untilThere('it has read on', async () => (await statusOf(url)).totals.records === 30_300 || null, running)
    expect((await readinessOf(url)).problems).toEqual([])
    running.child.kill('SIGTERM')
    expect((await running.ended).code).toBe(0)
  })
})

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}
