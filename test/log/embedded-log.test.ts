import { existsSync } from 'node:fs'
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { open } from 'lmdb'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openEmbeddedLog } from '../../src/log/embedded-log.ts'
import { asNobody } from '../support/as-nobody.ts'
import { joinAlone, newTopic, readAll, text, texts, unique, valuesOf } from './contract/fixture.ts'
import { eventLogContract } from './event-log-contract.ts'

let directory: string
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'embedded-log-'))
})
afterAll(() => rm(directory, { recursive: true }))

const newPath = () => join(directory, unique('log'))

eventLogContract('the embedded log', { open: () => openEmbeddedLog(join(directory, 'log')) })

describe('the embedded log on disk', () => {
  it('keeps identity, topics, records and committed offsets when it is opened again', async () => {
    const path = newPath()
    const log = await openEmbeddedLog(path)
    const [topic, deadLetters, group] = [await newTopic(log), await newTopic(log), unique('group')]
    await log.append(topic, texts(['a', 'b']))
    const taken = await (await joinAlone(log, topic, group)).claim.take()
    await taken.commit({ nextOffset: 1, metadata: 'm', appends: [{ topic: deadLetters, records: [text('bad')] }] })
    const identity = await log.identity()
    await log.close()

    const again = await openEmbeddedLog(path)
    expect(await again.identity()).toBe(identity)
    expect((await readAll(again, topic)).map(valuesOf)).toEqual([['a', 'b']])
    expect((await readAll(again, deadLetters)).map(valuesOf)).toEqual([['bad']])
    const takenAgain = await (await joinAlone(again, topic, group)).claim.take()
    expect(takenAgain.committed).toEqual({ offset: 1, metadata: 'm' })
    await again.close()
  })

  it('has an identity of its own in each directory', async () => {
    const [one, other] = [await openEmbeddedLog(newPath()), await openEmbeddedLog(newPath())]
    expect(await one.identity()).not.toBe(await other.identity())
    await Promise.all([one.close(), other.close()])
  })

  it('opens while its last handle closes, and while another handle appends', async () => {
    const path = newPath()
    const first = await openEmbeddedLog(path)
    const topic = await newTopic(first)
    const appendingFirst = first.append(topic, texts(['a']))
    await setImmediate()
    const closing = first.close()
    const second = await openEmbeddedLog(path)
    const appending = second.append(topic, texts(['b']))
    await setImmediate()
    const third = await openEmbeddedLog(path)
    await Promise.all([appendingFirst, closing, appending])
    expect((await readAll(third, topic)).map(valuesOf)).toEqual([['a', 'b']])
    await Promise.all([second.close(), third.close()])
  })

  it('refuses everything once closed, though another handle is open', async () => {
    const path = newPath()
    const [log, other] = [await openEmbeddedLog(path), await openEmbeddedLog(path)]
    const topic = await newTopic(log)
    const { claim } = await joinAlone(log, topic, unique('group'))
    await log.close()
    for (const refused of [log.append(topic, [text('a')]), log.bounds(topic), claim.take(), readAll(log, topic)]) {
      await expect(refused).rejects.toMatchObject({ reason: 'unreachable', message: expect.stringContaining('closed') })
    }
    expect((await readAll(other, topic)).map(valuesOf)).toEqual([[]])
    await other.close()
  })

  it('delivers a large append in bounded batches', async () => {
    const log = await openEmbeddedLog(newPath())
    const topic = await newTopic(log)
    await log.append(topic, texts(Array.from({ length: 10_000 }, (_, i) => `${i}`)))
    const counts: number[] = []
    const range = { partition: 0, startOffset: 100, endOffset: 9_000 }
    for await (const { batch } of log.read(topic, [range])) counts.push(batch.count)
    expect(counts).toEqual([3_996, 4_096, 808])
    await log.close()
  })

  it('reads what there is of a range that ends after the partition does', async () => {
    const log = await openEmbeddedLog(newPath())
    const topic = await newTopic(log)
    await log.append(topic, texts(['a', 'b']))
    const range = { partition: 0, startOffset: 1, endOffset: 100 }
    expect((await readAll(log, topic, [range])).map(valuesOf)).toEqual([['b']])
    await log.close()
  })

  it('refuses to append to a partition that is not there, and appends nothing', async () => {
    const log = await openEmbeddedLog(newPath())
    const topic = await newTopic(log, 2)
    for (const partition of [2, -1, 0.5, Number.NaN]) {
      const append = log.append(topic, [text('a', 0), text('b', partition)])
      await expect(append).rejects.toThrow(`Topic ${topic} has 2 partitions, numbered from 0: there is no partition`)
    }
    expect(await readAll(log, topic)).toEqual([[], []])
    await log.close()
  })

  it('commits nothing where the topic of the records is unknown', async () => {
    const log = await openEmbeddedLog(newPath())
    const [topic, group] = [await newTopic(log), unique('group')]
    const { claim } = await joinAlone(log, topic, group)
    const taken = await claim.take()
    const commit = taken.commit({ nextOffset: 1, metadata: '', appends: [{ topic: 'nowhere', records: [text('a')] }] })
    await expect(commit).rejects.toMatchObject({ reason: 'no_such_topic' })
    expect((await claim.take()).committed).toBeNull()
    await log.close()
  })

  it('claims the partitions of its share, so that processes with all shares have each partition once', async () => {
    const path = newPath()
    const claimed: number[][] = []
    for (const index of [0, 1, 2]) {
      const log = await openEmbeddedLog(path, { index, of: 3 })
      await log.ensureTopic({ name: 'events', partitions: 5 })
      const ours: number[] = []
      log.consume('events', 'group').subscribe(({ partition }) => ours.push(partition))
      claimed.push(ours)
      await log.close()
    }
    expect(claimed).toEqual([[0, 3], [1, 4], [2]])
  })

  it('errors where a group consumes an unknown topic', async () => {
    const log = await openEmbeddedLog(newPath())
    await expect(joinAlone(log, 'nowhere', 'group')).rejects.toMatchObject({ reason: 'no_such_topic' })
    await log.close()
  })
})

describe('a path that is no event log', () => {
  const unreachable = (path: string) => ({
    name: 'LogError',
    reason: 'unreachable',
    message: expect.stringMatching(
      new RegExp(`^Cannot open the event log in ${path}: .+\\. Give a directory on a local disk`),
    ),
  })

  it('is refused where a file is in the way, and the file stays', async () => {
    const file = newPath()
    await writeFile(file, 'mine')
    await expect(openEmbeddedLog(file)).rejects.toMatchObject(unreachable(file))
    await expect(openEmbeddedLog(join(file, 'below'))).rejects.toMatchObject(unreachable(join(file, 'below')))
    expect(existsSync(file)).toBe(true)
  })

  it.each([
    ['something else', Buffer.alloc(8_192, 'not a log')],
    ['nothing but zeros', Buffer.alloc(8_192)],
    ['the beginning of something', Buffer.from('not a log')],
  ])('is refused where its data file holds %s', async (_, bytes) => {
    const path = newPath()
    await mkdir(path)
    await writeFile(join(path, 'data.mdb'), bytes)
    await expect(openEmbeddedLog(path)).rejects.toMatchObject(unreachable(path))
  })

  it('is refused where directories are in the place of its files', async () => {
    for (const name of ['data.mdb', 'lock.mdb']) {
      const path = newPath()
      await mkdir(join(path, name), { recursive: true })
      await expect(openEmbeddedLog(path)).rejects.toMatchObject(unreachable(path))
    }
  })

  it('is made anew where a process was killed while it made the log', async () => {
    const path = newPath()
    await mkdir(path)
    await writeFile(join(path, 'data.mdb'), '')
    const log = await openEmbeddedLog(path)
    expect(await log.identity()).not.toBe('')
    await log.close()
  })

  it('is refused where this user may not write, and nothing is made', async () => {
    const locked = newPath()
    await mkdir(locked, { mode: 0o555 })
    const path = join(locked, 'log')
    await asNobody(async () => {
      await expect(openEmbeddedLog(path)).rejects.toMatchObject(unreachable(path))
      await expect(openEmbeddedLog(locked)).rejects.toMatchObject(unreachable(locked))
    })
    expect(existsSync(path)).toBe(false)
    await chmod(locked, 0o700)
  })

  // Node's own recursive mkdir never returns there.
  it('is refused where the system takes no new directory', async () => {
    await expect(openEmbeddedLog('/proc/tideline/log')).rejects.toMatchObject(unreachable('/proc/tideline/log'))
  })

  it('can be opened once the fault is mended', async () => {
    const path = newPath()
    await writeFile(path, '')
    await expect(openEmbeddedLog(path)).rejects.toMatchObject(unreachable(path))
    await rm(path)
    await (await openEmbeddedLog(path)).close()
  })

  it('is refused where another format was written', async () => {
    const path = newPath()
    const root = open(path, { noSubdir: false })
    await root.openDB('about', { encoding: 'json' }).put('log', { identity: 'x', format: 99 })
    await root.close()
    await expect(openEmbeddedLog(path)).rejects.toMatchObject({
      reason: 'unsupported',
      message: expect.stringContaining(path),
    })
  })
})
