import { readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { DATA_SET_NAMES } from '../../src/sink/data-set.ts'
import { openPart, type ParquetRow } from '../../src/sink/decode-parquet.ts'
import { randomLines } from './random-lines.ts'
import { rewritePart } from './rewrite-part.ts'
import { COMMITS, correctionOfEarlier, storageScene } from './storage-scene.ts'
import { expectNone, partsOf, texts } from './verify-fixture.ts'

const { send, untilEnd, untilCommitted, verify, altered, at, reading, vouchedFor } = storageScene()

beforeAll(async () => {
  await send('events', 2, randomLines(3, 1_500))
  await untilEnd('good', 'events', COMMITS)
  await untilEnd('other', 'events', COMMITS)
})

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
      const latest = state.windows.panes.toSorted(([one], [other]) => one - other).at(-1)!
      pane = latest[1][0] as unknown as typeof pane
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
