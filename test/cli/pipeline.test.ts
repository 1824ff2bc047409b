import { readdir, writeFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { occurrencesOf, sorted } from '../support/published.ts'
import { hasAccessEvents, LAYOUT, pipelineFolder } from './pipeline-fixture.ts'

const { at, produce, produceAccessEvents, untilEnd, start, rowsOf } = pipelineFolder()

/** What is true of the real events however often the pipeline was ended in between. */
const expectWholeOutcome = async (storage: string) => {
  const [results, corrections] = [
    await rowsOf(storage, 'rolling_window_results'),
    await rowsOf(storage, 'late_window_corrections'),
  ]
  expect(occurrencesOf([...results, ...corrections])).toBe(82_225)
  expect([results.length, corrections.length]).toEqual([44_884, 0])
  expect(await rowsOf(storage, 'session_stats')).toHaveLength(3_223)
  expect(await readdir(at(`${storage}/.staging`))).toEqual([])
}

describe.runIf(hasAccessEvents())('pipeline, on 16,445 real events,', { timeout: 60_000 }, () => {
  it('counts every event in every window, once, and adds nothing when it is run again', async () => {
    await produceAccessEvents('log')
    const rows = {
      rolling_window_results: 44_884,
      late_window_corrections: 0,
      session_stats: 3_223,
      unmatched_sessions: 0,
    }
    const summary = await untilEnd('patient', 'log', '--grace', '60s')
    expect(summary).toMatchObject({ records: 16_445, events: 16_445, deadLetters: {}, latePairs: 0, rows })
    await expectWholeOutcome('patient')
    const files = await readdir(at('patient'), { recursive: true })
    expect(await untilEnd('patient', 'log', '--grace', '60s')).toMatchObject({ records: 0, events: 0 })
    expect(await readdir(at('patient'), { recursive: true })).toEqual(files)
  })

  it('puts what comes late into the corrections, so that the sum stays', async () => {
    const { latePairs } = await untilEnd('hasty', 'log', '--grace', '2s')
    const [results, corrections] = [
      await rowsOf('hasty', 'rolling_window_results'),
      await rowsOf('hasty', 'late_window_corrections'),
    ]
    expect(occurrencesOf(results) + occurrencesOf(corrections)).toBe(82_225)
    expect(occurrencesOf(corrections)).toBe(latePairs)
    expect(latePairs).toBeGreaterThan(10_000)
  })

  it('loses and doubles nothing when SIGTERM ends it in the middle, and exits with 0', async () => {
    const running = start('stopped', 'log', '--grace', '60s', '--commit-rows', '500', '--log-level', 'debug', '--json')
    await running.said('"committed"', 3)
    running.child.kill('SIGTERM')
    const { code, stdout } = await running.ended
    expect(code).toBe(0)
    const before: { records: number } = JSON.parse(stdout)
    const after = await untilEnd('stopped', 'log', '--grace', '60s')
    expect(before.records + after.records).toBe(16_445)
    await expectWholeOutcome('stopped')
  })

  it('loses and doubles nothing when it is killed again and again', async () => {
    for (const commits of [1, 4]) {
      const running = start('killed', 'log', '--grace', '60s', '--commit-rows', '300', '--log-level', 'debug')
      await running.said('"committed"', commits)
      running.child.kill('SIGKILL')
      expect((await running.ended).signal).toBe('SIGKILL')
    }
    await untilEnd('killed', 'log', '--grace', '60s')
    await expectWholeOutcome('killed')
    const [one, other] = [await rowsOf('killed', 'session_stats'), await rowsOf('patient', 'session_stats')]
    expect(sorted(one)).toEqual(sorted(other))
  })
})

describe('pipeline', { timeout: 60_000 }, () => {
  it('takes hostile names for plain values and writes no file because of them; what is no event it says so', async () => {
    const names = ['../../etc', '__proto__', '/', 'a\0b', '\u202e', 'con', 'date=2020-01-01', "'; DROP TABLE x; --"]
    const lines = names.flatMap((name, i) =>
      ['session_start', 'session_end'].map((event_type) =>
        JSON.stringify({ tenant_id: name, event_type, timestamp: i, payload: { session_id: name } }),
      ),
    )
    await writeFile(at('hostile.ndjson'), `${lines.join('\n')}\n{\n[]\n`)
    await produce('hostile-log', '--file', at('hostile.ndjson'))
    const outside = await readdir(at('.'))
    const { rows, events, deadLetters } = await untilEnd('hostile', 'hostile-log', '--grace', '60s')
    expect([events, deadLetters]).toEqual([2 * names.length, { bad_json: 1, schema: 1 }])
    expect(rows).toMatchObject({ session_stats: names.length, unmatched_sessions: 0 })
    const sessions = await rowsOf('hostile', 'session_stats')
    expect(sessions.map(({ tenant }) => tenant).sort()).toEqual([...names].sort())
    expect(sessions.map(({ session_id }) => session_id).sort()).toEqual([...names].sort())
    const files = (await readdir(at('hostile'), { recursive: true, withFileTypes: true })).filter((e) => e.isFile())
    const paths = files.map(({ parentPath, name }) => `${parentPath}/${name}`.slice(at('hostile/').length))
    expect(paths.filter((path) => !LAYOUT.test(path))).toEqual([])
    expect(await readdir(at('.'))).toEqual([...outside, 'hostile'].sort())
  })

  it('says whose clocks were off and how far, in JSON and as text, and counts all others as if they were right', async () => {
    const year2014 = 1_400_000_000
    const line = (tenant_id: string, timestamp: number) => JSON.stringify({ tenant_id, event_type: 'view', timestamp })
    const lines = Array.from({ length: 50 }, (_, second) => [
      line('right', year2014 + second),
      ...(second % 10 === 5 ? [line('\u001b[31mahead', 253_402_300_799), line('behind', 0)] : []),
    ])
    await writeFile(at('clocks.ndjson'), `${lines.flat().join('\n')}\n`)
    await produce('clocks-log', '--file', at('clocks.ndjson'), '--partitions', '1')
    const { clocks, deadLetters, rows } = await untilEnd('clocks', 'clocks-log')
    expect(clocks).toEqual({
      tenants: [
        { tenant: '\u001b[31mahead', aheadMs: expect.any(Number), rejected: 5, behindMs: 0, late: 0 },
        { tenant: 'behind', aheadMs: 0, rejected: 0, behindMs: (year2014 + 45) * 1000, late: 5 },
      ],
      others: null,
    })
    expect(deadLetters).toEqual({ future_timestamp: 5 })
    expect(rows).toMatchObject({ late_window_corrections: 5 })
    const ofRight = (await rowsOf('clocks', 'rolling_window_results')).filter(({ tenant }) => tenant === 'right')
    expect(occurrencesOf(ofRight)).toBe(50 * 5)

    const { stdout } = await start('clocks-text', 'clocks-log', '--until-end').ended
    expect(stdout).toMatch(
      /\n\nClocks that were off\n.+\n {2}·\[31mahead +7,9\d\d\.?\d* years +5 +0 +0\n {2}behind +0 +0 +44\.4 years +5\n$/,
    )
  })

  it('says nothing of leaks with a dozen partitions, each of which waits to be stopped', async () => {
    await produce('wide-log', '--partitions', '12', '--rate', '0', '--count', '120')
    const running = start('wide', 'wide-log')
    await running.said('partition taken', 12)
    running.child.kill('SIGTERM')
    const { code, stderr } = await running.ended
    expect(code).toBe(0)
    expect(stderr).not.toContain('MaxListeners')
  })
})
