import { cp, mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { LogLocation } from '../../src/config/log-url.ts'
import { javaAndMaven, type KafkaBroker, startKafkaBroker } from '../support/kafka-broker.ts'
import { compare } from './compare.ts'
import { publishedPaths } from './published-part.ts'
import { recount } from './recount.ts'
import { runTorture, type Tortured } from './run-torture.ts'
import { type Scene, sceneIn } from './scene.ts'
import { verified } from './verified.ts'

const SEED = 20_260_101
const SETTINGS = { seed: SEED, rate: 500, tenants: 20, partitions: 4, commitIntervalMs: 250, commitRows: 300 }

const folders: string[] = []
afterAll(async () => {
  for (const folder of folders) await rm(folder, { recursive: true, force: true })
})

const torture = async (
  log: LogLocation | null,
  kills: number,
  idle = false,
): Promise<{ scene: Scene; tortured: Tortured }> => {
  const folder = await mkdtemp(join(tmpdir(), 'tideline-torture-'))
  folders.push(folder)
  const scene = sceneIn(folder, log, `torture-${SEED}`)
  console.info(`seed ${SEED}, ${kills} kills`)
  const stop = new AbortController().signal
  return { scene, tortured: await runTorture({ ...SETTINGS, idle, scene, kills, stop, onKill: () => {} }) }
}

const expectNoTrace = async (log: LogLocation | null, kills: number, idle = false) => {
  const { scene, tortured } = await torture(log, kills, idle)
  const comparison = await compare(scene, tortured, { idle })
  console.info({ ...tortured.phases, ...comparison })
  expect(comparison.differences).toEqual([])
  expect(await verified(scene)).toEqual([])
  expect(comparison.rows).toBeGreaterThan(0)
  expect(comparison.deadLetters).toBeGreaterThan(0)
}

describe('a pipeline that is killed again and again', { timeout: 1_200_000 }, () => {
  it('leaves what one leaves that nobody killed, on the embedded log, after 50 kills', () => expectNoTrace(null, 50))

  it('leaves the true counts where idle time goes on in between, after 10 kills (T9)', () =>
    expectNoTrace(null, 10, true))

  const missing = javaAndMaven()
  if (missing !== null) console.warn(`skipped: kills on Kafka (${missing})`)

  describe.runIf(missing === null)('on Kafka', () => {
    let broker: KafkaBroker
    beforeAll(async () => {
      broker = await startKafkaBroker({ version: '4.4.0' })
    }, 300_000)
    afterAll(() => broker?.stop())

    it('leaves what one leaves that nobody killed, after 10 kills', () =>
      expectNoTrace({ kind: 'kafka', brokers: broker.brokers }, 10))
  })
})

describe('the comparison', () => {
  let scene: Scene
  let tortured: Tortured
  beforeAll(async () => {
    const done = await torture(null, 5)
    scene = done.scene
    tortured = done.tortured
  })

  /** What it says when somebody did something to the storage. */
  const differencesAfter = async (harm: (storage: string, paths: readonly string[]) => Promise<unknown>) => {
    const storage = await mkdtemp(join(scene.folder, 'harmed-'))
    await cp(scene.storage, storage, { recursive: true })
    await harm(storage, await publishedPaths(storage))
    return (await compare({ ...scene, storage }, tortured)).differences
  }
  const last = (paths: readonly string[], dataSet: string) => paths.findLast((path) => path.startsWith(dataSet))!

  it('finds nothing where nobody did anything', async () => {
    expect(await differencesAfter(async () => {})).toEqual([])
  })

  for (const dataSet of ['rolling_window_results', 'late_window_corrections', 'session_stats'])
    it(`reports each row of a lost part of ${dataSet}`, async () => {
      const differences = await differencesAfter((storage, paths) => rm(join(storage, last(paths, dataSet))))
      expect(differences.join('\n')).toMatch(new RegExp(`${dataSet}: \\d+ missing: \\{`))
    })

  for (const dataSet of ['rolling_window_results', 'session_stats'])
    it(`reports a part of ${dataSet} that is there again under the name of another commit`, async () => {
      const differences = await differencesAfter((storage, paths) => {
        // Not the last one: it may cover no records.
        const path = join(storage, paths.find((name) => name.startsWith(dataSet))!)
        return cp(path, path.replace(/-[0-9a-f]{8}\.parquet$/, '-00000000.parquet'))
      })
      expect(differences.join('\n')).toMatch(/ overlaps /)
      expect(differences.join('\n')).toMatch(new RegExp(`${dataSet}: \\d+ too many: `))
    })

  for (const dataSet of ['rolling_window_results', 'late_window_corrections'] as const)
    it(`reports a count of ${dataSet} that is one too high, by its books and by its row`, async () => {
      const differences = await differencesAfter(async (storage, paths) => {
        const path = join(storage, last(paths, dataSet))
        await writeFile(path, await recount(await readFile(path), dataSet))
      })
      expect(differences.join('\n')).toMatch(/\d+ pairs in \w+ by its books, \d+ in its rows/)
      expect(differences.join('\n')).toMatch(/instead of 5 for each of/)
      expect(differences.join('\n')).toMatch(new RegExp(`${dataSet}: 1 too many: [^]*${dataSet}: 1 missing: `))
    })

  it('reports a part that was cut off', async () => {
    const differences = await differencesAfter((storage, paths) => truncate(join(storage, paths[0]!), 100))
    expect(differences[0]).toMatch(/cannot be read/)
  })

  it('reports what lies about', async () => {
    const staged = 'p0-000001-00000000-session_stats-2026-01-01.parquet'
    const differences = await differencesAfter(async (storage) => {
      await writeFile(join(storage, '.staging', staged), '')
      await writeFile(join(storage, '.checkpoints/p0-000001-00000000.json'), '')
    })
    expect(differences).toHaveLength(2)
    expect(differences[0]).toBe(`left over: .staging/${staged}`)
    expect(differences[1]).toBe('left over: .checkpoints/p0-000001-00000000.json')
  })

  it('reports a dead letter that was lost, and one that is there twice', async () => {
    const lettersBegan = tortured.lettersBegan.map((bounds) => ({ ...bounds }))
    const moved = lettersBegan.find(({ endOffset }) => endOffset > 0)!
    moved.endOffset--
    const { differences } = await compare(scene, { ...tortured, lettersBegan })
    expect(differences).toContainEqual(expect.stringMatching(/^dead letters: 2 missing: torture-/))
  })

  it('hands on what a reader saw meanwhile', async () => {
    const watched = { parts: 1, problems: ['a part was torn'] }
    expect((await compare(scene, { ...tortured, watched })).differences).toEqual(['a part was torn'])
  })
})
