import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { beforeAll, describe, expect, it } from 'vitest'
import { type Checkpoint, encodeCheckpoint, encodeReference } from '../../src/checkpoint/checkpoint.ts'
import type { EventLog, PartitionBatch } from '../../src/log/event-log.ts'
import { nodeBreadcrumbs } from '../../src/poison/node-breadcrumbs.ts'
import { DATA_SET_NAMES } from '../../src/sink/data-set.ts'
import { openPart, type ParquetRow } from '../../src/sink/decode-parquet.ts'
import type { StorageCheck } from '../../src/verify/verify-storage.ts'
import { randomLines } from './random-lines.ts'
import { rewritePart } from './rewrite-part.ts'
import { expectNone, partsOf, texts, verifyFolder } from './verify-fixture.ts'

const { send, untilEnd, untilCommitted, verify, altered, at, log } = verifyFolder()
const COMMITS = ['--commit-rows', '200']

beforeAll(async () => {
  await send('events', 2, randomLines(3, 1_500))
  await untilEnd('good', 'events', COMMITS)
  await untilEnd('other', 'events', COMMITS)
})

const unverifiable = ({ partitions }: StorageCheck) => partitions.map((check) => check.unverifiable)

/** A log whose topic reads otherwise. */
const reading = (topic: string, read: (batches: AsyncIterable<PartitionBatch>) => AsyncIterable<PartitionBatch>) => ({
  read: ((asked, ranges) =>
    asked === topic ? read(log().read(asked, ranges)) : log().read(asked, ranges)) as EventLog['read'],
})

/** A log that begins later, since it has lost what was before. */
const keptFrom = (topic: string, startOffset: number) => ({
  bounds: (async (asked) =>
    (await log().bounds(asked))?.map((bounds) =>
      asked === topic ? { ...bounds, startOffset } : bounds,
    )) as EventLog['bounds'],
})

/** Writes the checkpoint of partition 0 otherwise, with a reference in the log that vouches for it. */
const vouchedFor = async (storage: string, alter: (checkpoint: Checkpoint) => unknown): Promise<Partial<EventLog>> => {
  const folder = at(`${storage}/.checkpoints`)
  const name = (await readdir(folder)).find((entry) => entry.startsWith('p0-'))!
  const checkpoint = JSON.parse(await readFile(join(folder, name), 'utf8'))
  alter(checkpoint)
  const { version: _, ...rest } = checkpoint
  const { bytes, sha256 } = encodeCheckpoint(rest)
  await writeFile(join(folder, name), bytes)
  const metadata = encodeReference({ commitId: basename(name, '.json'), sequence: checkpoint.sequence, sha256 })
  return {
    committed: async (topic, group) =>
      (await log().committed(topic, group)).map((was, partition) => (partition === 0 ? { ...was!, metadata } : was)),
  }
}

/** A correction in a commit that has a result part of that date, too, and more corrections; an earlier commit had the result. */
const correctionOfEarlier = async (folder: string) => {
  const written = new Map<string, string>()
  const numberOf = (row: ParquetRow) => JSON.stringify([row.tenant, row.event_type, Number(row.window_start)])
  const results = await partsOf(folder, 'rolling_window_results')
  for (const path of results)
    for (const row of await openPart(await readFile(path)).rows()) written.set(numberOf(row), basename(path))
  for (const path of await partsOf(folder, 'late_window_corrections')) {
    const result = results.find((part) => part === path.replace('late_window_corrections', 'rolling_window_results'))
    const rows = await openPart(await readFile(path)).rows()
    const commit = basename(path)
    const i = rows.findIndex((row) => (written.get(numberOf(row)) ?? commit) < commit)
    if (result !== undefined && rows.length > 1 && i >= 0)
      return { correction: { path, row: rows[i]!, i }, commit, result }
  }
  throw new Error('there is none')
}

const openWindows = async (storage: string): Promise<number> => {
  const [name] = await readdir(at(`${storage}/.checkpoints`))
  const { state }: Checkpoint = JSON.parse(await readFile(at(`${storage}/.checkpoints/${name}`), 'utf8'))
  return state.windows.panes.length
}

describe('verify finds', () => {
  it('nothing in two storages of one topic, whose dead letters share a topic', async () => {
    expectNone(await verify('good'))
    expectNone(await verify('other'))
  })

  it('dead letters that are missing, as many as there were', async () => {
    const check = await verify(
      'good',
      reading('events_dlq', async function* () {}),
    )
    const letters = check.partitions.reduce((sum, { deadLetters }) => sum + deadLetters, 0)
    expect(letters).toBeGreaterThan(40)
    expect(check.differences.total).toBe(letters)
    expect(texts(check.differences.first)).toContain('dead letter: bad_json, not none')
  })

  it('dead letters that came twice', async () => {
    const { differences, partitions } = await verify(
      'good',
      reading('events_dlq', async function* (batches) {
        for await (const batch of batches) yield* [batch, batch]
      }),
    )
    expect(differences.total).toBe(partitions.reduce((sum, { deadLetters }) => sum + deadLetters, 0))
  })

  it('nothing wrong with letters that name no group, from before they did, unless one is missing', async () => {
    const unnamed = (isThere: (i: number) => boolean) =>
      reading('events_dlq', async function* (batches) {
        for await (const { partition, batch } of batches)
          yield {
            partition,
            batch: Object.assign(Object.create(batch), {
              headers: (i: number) => (isThere(batch.offset(i)) ? batch.headers(i).slice(0, -1) : []),
            }),
          }
      })
    expectNone(
      await verify(
        'good',
        unnamed(() => true),
      ),
    )
    expect(
      (
        await verify(
          'good',
          unnamed(() => false),
        )
      ).differences.total,
    ).toBeGreaterThan(40)
  })

  it('dead letters with another reason, and of records that are events', async () => {
    const { differences } = await verify(
      'good',
      reading('events', async function* (batches) {
        const value = Buffer.from('{"tenant_id":"a","event_type":"view","timestamp":1e9}')
        for await (const { partition, batch } of batches)
          yield {
            partition,
            batch: Object.assign(Object.create(batch), { value: (i: number) => batch.value(i) && value }),
          }
      }),
    )
    expect(differences.total).toBeGreaterThan(1_000)
  })

  it('books that balance, and agree in all parts of their commit, but not with the records', async () => {
    const copy = await altered('good', 'books', async (folder) => {
      for (const dataSet of DATA_SET_NAMES)
        for (const path of (await partsOf(folder, dataSet)).filter((part) => part.includes('/p0-000001-')))
          await rewritePart(dataSet, path, (rows, books) => {
            books.records!++
            books.events!++
            books.sessionEvents!++
            books.unmatchedSessions!++
            return rows
          })
    })
    const { records, events, sessionEvents, unmatchedSessions } = JSON.parse(
      openPart(await readFile((await partsOf(at(copy), 'session_stats'))[0]!)).metadata['tideline.books']!,
    )
    expect(texts((await verify(copy)).differences.first)).toEqual([
      `books: records: ${records - 1}, not ${records}`,
      `books: events: ${events - 1}, not ${events}`,
      `books: sessionEvents: ${sessionEvents - 1}, not ${sessionEvents}`,
      `books: unmatchedSessions: ${unmatchedSessions - 1}, not ${unmatchedSessions}`,
    ])
  })

  it.each([
    ['though the books do not say so', false],
    ['and so the books say', true],
  ])('a window that was written again by a later commit, %s (T3)', async (_, inBooks) => {
    let row: ParquetRow = {}
    const copy = await altered('good', `again ${inBooks}`, async (folder) => {
      const { correction, commit, result } = await correctionOfEarlier(folder)
      row = correction.row
      await rewritePart('late_window_corrections', correction.path, (rows) => rows.filter((_, i) => i !== correction.i))
      await rewritePart('rolling_window_results', result, (rows) => [...rows, row])
      if (!inBooks) return
      for (const dataSet of DATA_SET_NAMES)
        for (const path of (await partsOf(folder, dataSet)).filter((part) => basename(part) === commit))
          await rewritePart(dataSet, path, (rows, books) => {
            books.resultPairs! += Number(row.occurrences)
            books.correctionPairs! -= Number(row.occurrences)
            return rows
          })
    })
    const { first } = (await verify(copy)).differences
    const ofBooks = [{ what: 'books: resultPairs' }, { what: 'books: correctionPairs' }]
    const timeMs = Number(row.window_start)
    const ofRow = { what: 'window_start', tenant: row.tenant, name: row.event_type, timeMs }
    expect(first).toMatchObject(inBooks ? [ofRow] : [ofRow, ...ofBooks])
    expect(first[0]!.expected).toMatch(/^after 2026-0/)
  })

  it('a result of a window that is still open', async () => {
    await send('early', 1, randomLines(9, 1_000))
    await untilCommitted('early', 'early', 1_000, COMMITS)
    expectNone(await verify('early'))
    let openMs = 0
    const reopened = await vouchedFor('early', ({ state }) => {
      openMs = state.windows.closedToMs! - 12_000
      Object.assign(state.windows, { closedToMs: openMs })
    })
    const { first } = (await verify('early', reopened, 1_000)).differences
    expect(first.filter(({ what }) => what === 'window_end')).toMatchObject([
      { expected: `${new Date(openMs).toISOString()} at the latest` },
    ])
  })

  it('a checkpoint that is gone, and one that was changed', async () => {
    const [name] = await readdir(at('good/.checkpoints'))
    const gone = await altered('good', 'gone', (folder) => rm(join(folder, '.checkpoints', name!)))
    expect(texts((await verify(gone)).differences.first)[0]).toContain('is missing: restore it from a backup')
    const changed = await altered('good', 'changed', (folder) => writeFile(join(folder, '.checkpoints', name!), '{}'))
    expect(texts((await verify(changed)).differences.first)[0]).toContain('is not as it was committed (sha256)')
  })

  it('an open window that counts one more, an open session that is forgotten, a mean of another sum', async () => {
    await send('stopped', 1, randomLines(4, 1_000))
    await untilCommitted('stopped', 'stopped', 1_000, COMMITS)
    await send('stopped', 1, randomLines(5, 100)) // not read yet: not looked at
    expectNone(await verify('stopped'))

    const window = await altered('stopped', 'window', async () => {})
    let pane: [string, [string, number, number][]] = ['', []]
    const counted = await vouchedFor(window, ({ state }) => {
      pane = state.windows.panes.at(-1)![1][0] as unknown as typeof pane
      pane[1][0]![1]++
    })
    const { first, total } = (await verify(window, counted)).differences
    expect(total).toBe(6) // five windows, and the sum of them all
    expect(first[1]).toMatchObject({ what: 'occurrences', tenant: pane[0], name: pane[1][0]![0] })

    const session = await altered('stopped', 'session', async () => {})
    const forgotten = await vouchedFor(session, ({ state }) => (state.sessions.open as unknown[]).pop())
    expect(texts((await verify(session, forgotten)).differences.first)).toEqual([
      expect.stringContaining('books: unpairedAfter: '),
      'session start: 1, not 0',
    ])

    const mean = await altered('stopped', 'mean', async () => {})
    const summed = await vouchedFor(mean, ({ state }) => (state.sessions.totals as unknown as number[][])[0]![2]!++)
    expect((await verify(mean, summed)).differences.first).toMatchObject([{ what: 'session totals' }])
  })
})

describe('verify takes', () => {
  it('a record that was condemned for no event, whatever it says (R7)', async () => {
    await send('condemned', 1, randomLines(5, 500))
    await mkdir(at('condemned'))
    nodeBreadcrumbs(at('condemned')).write(0, { at: null, condemned: [100, 101, 102] })
    const { deadLetters } = await untilEnd('condemned', 'condemned')
    expect(deadLetters.crash_suspect).toBe(3)
    expectNone(await verify('condemned'))
  })

  it('letters of others for none of ours, whatever they say of their offset', async () => {
    await send('foreign', 1, randomLines(8, 1_000))
    await log().ensureTopic({ name: 'foreign_dlq', partitions: 1 })
    const letter = (offset: string | null, more: object = {}) => {
      const origin = { topic: 'foreign', partition: '0', ...(offset !== null && { offset }) }
      const named = Object.entries(origin).map(([name, text]) => [`__connect.errors.${name}`, text] as const)
      const headers = [...named, ...Object.entries(more)].map(([key, text]) => ({ key, value: Buffer.from(text) }))
      return { partition: 0, key: null, value: null, timestampMs: 1, headers }
    }
    const OFFSETS = [null, '', 'first', '-1', '12.5', '900 and more', '1000', '4294967296', '9'.repeat(40), 'Infinity']
    const reason = { 'tideline.reason': 'bad_json' }
    await log().append('foreign_dlq', [
      letter('900'), // as Kafka Connect writes its own
      ...OFFSETS.map((offset) => letter(offset)),
      ...OFFSETS.map((offset) => letter(offset, reason)),
      ...OFFSETS.map((offset) => letter(offset, { ...reason, 'tideline.group': 'foreign' })),
    ])
    await mkdir(at('foreign'))
    nodeBreadcrumbs(at('foreign')).write(0, { at: null, condemned: [700] })
    const { deadLetters } = await untilEnd('foreign', 'foreign')
    expect(deadLetters.crash_suspect).toBe(1)
    expectNone(await verify('foreign'))
  })

  it('what is staged but committed for published, and misses it where it is neither (R3)', async () => {
    const staged = await altered('good', 'staged', async (folder) => {
      const names = (await readdir(join(folder, '.checkpoints'))).filter((name) => name.endsWith('.json'))
      for (const name of names) {
        const { parts }: Checkpoint = JSON.parse(await readFile(join(folder, '.checkpoints', name), 'utf8'))
        for (const part of parts) await rename(join(folder, part.published), join(folder, part.staged))
      }
    })
    expectNone(await verify(staged))
    const lost = await altered(staged, 'lost', (folder) => rm(join(folder, '.staging'), { recursive: true }))
    expect(texts((await verify(lost)).differences.first)).toContain('part: a part, not missing')
  })

  it('windows in the order in which they closed, by records, by idle time (T9) and at the end (T10)', async () => {
    const flags = ['--window', '1s', '--step', '300ms', '--grace', '0s', '--commit-rows', '100']
    const lines = randomLines(10, 900)
    await send('idle', 1, lines.slice(0, 300))
    const live = untilCommitted('idle', 'idle', 600, flags)
    await sleep(2_500)
    const before = await verify('idle')
    expectNone(before)
    expect(await openWindows('idle')).toBe(0) // although no record closed the last ones
    await send('idle', 1, lines.slice(300, 600))
    await live
    expectNone(await verify('idle'))
    await untilEnd('idle', 'idle', flags)
    await send('idle', 1, lines.slice(600))
    await untilEnd('idle', 'idle', flags)
    expectNone(await verify('idle'))
  })

  it('a group that began at the end of the log for one that began there (--from latest)', async () => {
    const lines = randomLines(6, 1_000)
    await send('later', 1, lines.slice(0, 400))
    await untilEnd('later', 'later', [...COMMITS, '--from', 'latest'])
    await send('later', 1, lines.slice(400))
    await untilEnd('later', 'later', COMMITS)
    const check = await verify('later')
    expectNone(check)
    expect(check.partitions).toMatchObject([{ fromOffset: 400, records: 600, unverifiable: { rows: 0, counts: 0 } }])
    const untold = await vouchedFor('later', ({ state }) => Object.assign(state, { beganAtOffset: undefined }))
    expect((await verify('later', untold)).differences.total).toBeGreaterThan(100)
  })
})

describe('where the log has lost its beginning, verify', () => {
  beforeAll(async () => {
    await send('cut', 1, randomLines(7, 2_000))
    await untilEnd('cut', 'cut', [...COMMITS, '--grace', '5s'])
  })

  it.each([20, 250, 251, 700, 1_000, 1_999, 2_000])('finds no difference, kept from offset %i', async (startOffset) => {
    const check = await verify('cut', keptFrom('cut', startOffset))
    expectNone(check)
    expect(check.partitions).toMatchObject([{ fromOffset: startOffset, records: 2_000 - startOffset }])
    const { rows, counts } = unverifiable(check)[0]!
    expect(rows + counts).toBeGreaterThan(0)
    if (startOffset >= 700) expect(rows).toBeGreaterThan(0)
  })

  it('finds a wrong count in every part, by the records or by the books', async () => {
    for (const dataSet of ['rolling_window_results', 'late_window_corrections'] as const)
      for (const part of await partsOf(at('cut'), dataSet)) {
        const name = `cut ${basename(part)} ${dataSet} ${basename(dirname(part))}`
        await altered('cut', name, (folder) =>
          rewritePart(dataSet, part.replace(at('cut'), folder), ([first, ...rest]) => [
            { ...first, occurrences: Number(first!.occurrences) + 1 },
            ...rest,
          ]),
        )
        expect((await verify(name, keptFrom('cut', 1_000))).differences.total, part).toBeGreaterThan(0)
        await rm(at(name), { recursive: true })
      }
  })

  it('begins again where the log has lost more while it was read', async () => {
    let looks = 0
    const bounds: EventLog['bounds'] = (topic) => keptFrom('cut', looks++ < 4 ? 300 : 800).bounds(topic)
    const check = await verify('cut', { bounds })
    expectNone(check)
    expect(check.partitions).toMatchObject([{ fromOffset: 800 }])
  })

  it('does not miss dead letters that their topic may have lost, and says how many', async () => {
    const half = Math.floor((await log().bounds('cut_dlq'))![0]!.endOffset / 2)
    const check = await verify('cut', keptFrom('cut_dlq', half))
    expectNone(check)
    expect(unverifiable(check)).toEqual([{ rows: 0, counts: 0, letters: half }])
  })
})
