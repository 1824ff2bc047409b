import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openEmbeddedLog } from '../../src/log/embedded-log.ts'
import type { EventLog } from '../../src/log/event-log.ts'
import { consumeUntil, joinAlone, newTopic, readAll, text, texts, unique, valuesOf } from './contract/fixture.ts'

const numbers = (count: number) => Array.from({ length: count }, (_, i) => `${i}`)

describe('two processes at once', { timeout: 60_000 }, () => {
  let path: string
  let log: EventLog
  let topic: string
  beforeEach(async () => {
    path = await mkdtemp(join(tmpdir(), 'embedded-log-'))
    log = await openEmbeddedLog(path)
    topic = await newTopic(log)
  })
  afterEach(async () => {
    await log.close()
    await rm(path, { recursive: true })
  })

  const argumentsOf = (program: string, args: readonly unknown[]) => {
    const file = fileURLToPath(new URL(program, import.meta.url))
    return ['--import', 'tsx', file, path, topic, ...args.map(String)]
  }
  const start = (program: string, ...args: unknown[]): ChildProcess => {
    const stdio: ['ignore', 'pipe', 'inherit'] = ['ignore', 'pipe', 'inherit']
    return spawn(process.execPath, argumentsOf(program, args), { stdio })
  }
  /** Blocks this process until the other one has ended. */
  const run = (program: string, ...args: unknown[]) =>
    spawnSync(process.execPath, argumentsOf(program, args), { stdio: ['ignore', 'ignore', 'inherit'], timeout: 10_000 })

  it('consumes what the other process appends, in order, and the log grows under both', async () => {
    const { claim } = await joinAlone(log, topic, unique('group'))
    const taken = await claim.take()
    const consumed = consumeUntil(taken, 0, (records) => records.length === 100_000)
    const child = start('append-numbers.ts', 0, 1_000, 100)
    const [records] = await Promise.all([consumed, once(child, 'exit')])
    expect(child.exitCode).toBe(0)
    expect(valuesOf(records)).toEqual(numbers(100_000))
  })

  it('appends side by side without losing or mixing a batch', async () => {
    const child = start('append-numbers.ts', 0, 10, 200)
    const exited = once(child, 'exit')
    let appended = 0
    while (child.exitCode === null) {
      await log.append(topic, texts(['x', 'y']))
      appended++
    }
    await exited
    const values = valuesOf((await readAll(log, topic))[0] ?? [])
    expect(values.filter((value) => value !== 'x' && value !== 'y')).toEqual(numbers(2_000))
    expect(values.join('').split('xy')).toHaveLength(appended + 1)
  })

  it('has all that was acknowledged, whole batches and nothing torn, after kills at any moment', async () => {
    const size = 500
    let acknowledged = 0
    for (let round = 0; round < 6; round++) {
      const child = start('append-numbers.ts', acknowledged, size, 1_000_000)
      let lines = 0
      for await (const line of createInterface({ input: child.stdout! })) {
        acknowledged = Number(line)
        if (++lines === 5 + round) child.kill('SIGKILL')
      }
      // A transaction: what the child had on disk when it was killed, but had told nobody of, LMDB shows from the next one on.
      await log.ensureTopic({ name: topic, partitions: 1 })
      const values = valuesOf((await readAll(log, topic))[0] ?? [])
      expect(values).toEqual(numbers(values.length))
      expect(values.length % size).toBe(0)
      expect(values.length).toBeGreaterThanOrEqual(acknowledged)
      acknowledged = values.length
    }
    await log.append(topic, [text('after')])
    await log.close()
    log = await openEmbeddedLog(path)
    expect(valuesOf((await readAll(log, topic))[0] ?? []).at(-1)).toBe('after')
  })

  it('fences this process when another takes the partition over, and says which', async () => {
    const group = unique('group')
    const { claim } = await joinAlone(log, topic, group)
    const taken = await claim.take()
    await taken.commit({ nextOffset: 1, metadata: '', appends: [] })
    const child = start('take-partition.ts', group)
    await once(child, 'exit')
    const commit = taken.commit({ nextOffset: 2, metadata: '', appends: [{ topic, records: [text('late')] }] })
    await expect(commit).rejects.toMatchObject({
      reason: 'fenced',
      message: expect.stringContaining(`process ${child.pid} took it over`),
    })
    expect((await claim.take()).committed).toEqual({ offset: 1, metadata: '' })
    expect(await readAll(log, topic)).toEqual([[]])
  })

  it('sees what another process appended, also within one turn of the event loop', async () => {
    expect(await log.bounds(topic)).toMatchObject([{ endOffset: 0 }])
    expect(run('append-numbers.ts', 0, 3, 1).status).toBe(0)
    expect(await log.bounds(topic)).toMatchObject([{ endOffset: 3 }])
    expect(valuesOf((await readAll(log, topic))[0] ?? [])).toEqual(numbers(3))
  })

  it('ends by itself once it has unsubscribed, or has closed the log', async () => {
    const ends = { status: 0, signal: null }
    expect(run('append-numbers.ts', 0, 3, 1)).toMatchObject(ends)
    expect(run('take-partition.ts', unique('group'))).toMatchObject(ends)
  })
})
