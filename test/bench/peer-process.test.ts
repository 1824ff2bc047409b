import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { memoryOf } from '../trials/process-memory.ts'
import { runPeerProcess } from './peer-process.ts'

const NEVER = new AbortController().signal

let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tideline-peer-process-'))
})
afterEach(() => rm(folder, { recursive: true }))

const run = (script: string, { patienceMs = 20_000, stop = NEVER } = {}) =>
  runPeerProcess({ command: 'sh', args: ['-c', script], folder, patienceMs }, stop)

const isGone = async (pid: number) => {
  for (let i = 0; i < 100 && memoryOf(pid) !== null; i++) await sleep(20)
  return memoryOf(pid) === null
}

describe('runPeerProcess', () => {
  it('has what was said on both streams, which can be opened by name', async () => {
    const { output } = await run('echo three > /dev/stderr; echo one; echo two >&2')
    expect(output.split('\n').filter(Boolean).sort()).toEqual(['one', 'three', 'two'])
  })

  it('gives it a folder, and removes that', async () => {
    const { output } = await run('touch left; pwd; echo "$TMPDIR"')
    const [here, temporary] = output.split('\n')
    expect(here).toBe(temporary)
    expect(here!.startsWith(folder)).toBe(true)
    expect(await readdir(folder)).toEqual([])
  })

  it('ends what it leaves behind', async () => {
    const { output } = await run('sleep 60 & echo $!; sleep 0.7')
    expect(await isGone(Number(output))).toBe(true)
  })

  it('fails with its last words', async () => {
    await expect(run('echo no such broker; exit 3')).rejects.toThrow('ended with code 3 | no such broker')
  })

  it('does not wait for ever, and leaves nobody who does', async () => {
    await expect(run('echo $$; sleep 60', { patienceMs: 1_000 })).rejects.toThrow(/^not done in 1 s \| \d+$/)
    expect(await readdir(folder)).toEqual([])
  })

  it('says when there is no such program', async () => {
    const asked = { command: 'no-such-program', args: [], folder, patienceMs: 1_000 }
    await expect(runPeerProcess(asked, NEVER)).rejects.toThrow('spawn no-such-program ENOENT')
  })

  it('ends when it is stopped', async () => {
    const stop = new AbortController()
    const ended = run('sleep 60', { stop: stop.signal })
    setTimeout(() => stop.abort(), 300)
    await expect(ended).rejects.toThrow('Stopped; nothing was written.')
  })

  it.runIf(process.platform === 'linux')('looks at the memory of all of its processes', async () => {
    const hold = 'a = bytearray(60_000_000); import time; time.sleep(1.2)'
    const { peakAnonBytes } = await run(`python3 -c '${hold}' & python3 -c '${hold}' & wait`)
    expect(peakAnonBytes).toBeGreaterThan(110e6)
  })
})
