import { mkdir, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { beforeAll, describe, expect, it } from 'vitest'
import type { EventLog } from '../../src/log/event-log.ts'
import { nodeBreadcrumbs } from '../../src/poison/node-breadcrumbs.ts'
import { randomLines } from './random-lines.ts'
import { rewritePart } from './rewrite-part.ts'
import { COMMITS, storageScene, unverifiable } from './storage-scene.ts'
import { expectNone, partsOf, texts } from './verify-fixture.ts'

const { send, untilEnd, untilCommitted, verify, altered, at, log, keptFrom, lastCheckpoint, vouchedFor, openWindows } =
  storageScene()

beforeAll(async () => {
  await send('events', 2, randomLines(3, 1_500))
  await untilEnd('good', 'events', COMMITS)
  await untilEnd('other', 'events', COMMITS)
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
    await log().ensureTopic({ name: 'foreign_dlq', partitions: 1, logAppendTime: true })
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
      for (const partition of [0, 1]) {
        const { parts } = (await lastCheckpoint('good', partition)).checkpoint
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
