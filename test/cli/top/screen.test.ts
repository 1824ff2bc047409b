import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { colouredLine, plainLine } from '../../../src/cli/top/line.ts'
import { screenLines } from '../../../src/cli/top/screen.ts'
import { widthOf } from '../../../src/cli/top/text-width.ts'
import { initialTop, type TopState, topAfter } from '../../../src/cli/top/top-state.ts'
import { VIEW_SHAPE } from '../../../src/cli/top/view-shape.ts'
import type { LiveView } from '../../../src/live/windows-view.ts'
import { NOW_MS, viewWith } from './live-view.ts'
import { shapedValue } from './shaped-value.ts'

const URL = 'http://127.0.0.1:8080'
const ROOMY = { columns: 110, rows: 60 }

const seen = (view: LiveView, atMs = NOW_MS): TopState => topAfter(initialTop(URL), { kind: 'view', view }, atMs)
const textOf = (state: TopState, size = ROOMY, nowMs = NOW_MS) => screenLines(state, size, nowMs).map(plainLine)

describe('the screen', () => {
  it('says health first, then rates, then windows, partitions, sessions, dead letters, commits', () => {
    expect(textOf(seen(viewWith()))).toEqual([
      'tideline 0.2.0  events  group tideline  up 3 h  http://127.0.0.1:8080  12:00:10Z',
      'READY  nothing is wrong',
      '',
      '20,013 records/s   lag 1,204 (420 ms), caught up in 7 s',
      'watermark 12:00:07Z (2.5 s ago)   state 2.5 MB   storage 42 GB free',
      '1,234,567 records   committed 1,200,000 events   31,220 window rows   late 81   dead letters 360',
      '',
      'WINDOW 11:59:58Z to 12:00:08Z  open, the watermark has 500 ms to go  1,204 events, the first 2 of 312 tenants',
      '  tenant  all  click  view  +3 types',
      '  acme    124    100    20         4',
      '  globex    1      1     ·         ·',
      '',
      'PARTITIONS 2',
      '  p  lag   offset  watermark  behind  windows  sessions   state  waits',
      '  0  602  600,000  12:00:07Z   2.4 s        6       512  1.3 MB',
      '  1  602  600,001  12:00:07Z   2.5 s        6       512  1.3 MB',
      '',
      'SESSIONS 1,024 open, 6 ends wait, 40,000 completed',
      '  took 42 s on average, half of them within 10 s, nine in ten within 60 s',
      '  unmatched: orphan_end 12, timed_out 3',
      '',
      'DEAD LETTERS 360 (6/s: acme 5)  schema 340, bad_json 20',
      '    ago  place            reason  tenant  what was wrong',
      '  4.0 s  events 1:599812  schema  acme    $.timestamp: expected a finite number of unix seconds, not below 0',
      '',
      'COMMITS one each 10 s at least, by partition',
      '    ago  p             offsets    took    rows  Parquet  checkpoint',
      '  3.0 s  0  580,000 to 590,000  118 ms  31,000   240 kB       91 kB',
      '  4.0 s  1  580,000 to 590,000  118 ms  31,000   240 kB       91 kB',
    ])
  })

  it('says in words what is wrong, how long it has been, and where', () => {
    const problems = [
      {
        kind: 'log' as const,
        message: '127.0.0.1:9092 cannot be reached',
        sinceMs: NOW_MS - 65_000,
        partition: null,
        worker: null,
      },
      {
        kind: 'invalid' as const,
        message: '900 of 1,000 records are no events',
        sinceMs: NOW_MS - 4_000,
        partition: 1,
        worker: null,
      },
    ]
    const [paused, other] = viewWith().status.partitions
    const partitions = [
      other!,
      { ...paused!, paused: { trouble: 'invalid' as const, message: '', sinceMs: NOW_MS - 4_000 } },
    ]
    const text = textOf(seen(viewWith({ problems, partitions })))
    expect(text.slice(1, 4)).toEqual([
      'NOT READY  2 problems',
      '  log for 65 s: 127.0.0.1:9092 cannot be reached',
      '  invalid partition 1 for 4.0 s: 900 of 1,000 records are no events',
    ])
    expect(text.find((line) => line.includes('invalid for'))).toMatch(/1\.3 MB {2}invalid for 4\.0 s$/)
    expect(textOf(seen(viewWith({ phase: 'ending' })))[1]).toBe('ENDING  commits what it has, then ends')
  })

  it('says what it does not know', () => {
    const status = { lag: { records: null, etaSeconds: null, seconds: null }, partitions: [], commits: [] }
    const text = textOf(seen(viewWith(status, { windows: [], tenants: [], types: [], tenantsMatching: 0 }))).join('\n')
    expect(text).toContain('lag unknown')
    expect(text).toContain('watermark none')
    expect(text).toContain('  no window yet')
    expect(text).toContain('PARTITIONS 0\n  none')
    expect(textOf(seen(viewWith({ lag: { records: 9, etaSeconds: null, seconds: null } })))[3]).toContain(
      'lag 9, not at this pace',
    )
  })

  it('says what the windows are asked for, and that they are incomplete', () => {
    const query = { search: 'ac', tenant: null, top: 10 }
    const text = (other: Partial<LiveView['windows']>) =>
      textOf(seen(viewWith({}, other)), { columns: 200, rows: 60 })[7]
    expect(text({ query })).toMatch(/ {2}with "ac"$/)
    expect(text({ query: { ...query, tenant: 'acme' } })).toMatch(/ {2}tenant acme$/)
    expect(text({ isPartial: true })).toMatch(/INCOMPLETE/)
  })

  it('is of the first window that is open in a partition, or the last one', () => {
    const closedUpTo = (watermarkMs: number) => {
      const partitions = viewWith().status.partitions.map((partition) => ({ ...partition, watermarkMs }))
      return textOf(seen(viewWith({ partitions })))[7]
    }
    expect(closedUpTo(NOW_MS - 4_001)).toMatch(/^WINDOW 11:59:56Z to 12:00:06Z {2}open, the watermark has 1 ms to go/)
    expect(closedUpTo(NOW_MS - 4_000)).toMatch(/^WINDOW 11:59:58Z to 12:00:08Z {2}open, the watermark has 2\.0 s to go/)
    expect(closedUpTo(NOW_MS)).toMatch(/^WINDOW 11:59:58Z to 12:00:08Z {2}closed/)
  })

  it('says when it is stale, and what it waits for', () => {
    const state = seen(viewWith())
    expect(textOf(state, ROOMY, NOW_MS + 3_000)[1]).toBe('READY  nothing is wrong')
    expect(textOf(state, ROOMY, NOW_MS + 8_000)[1]).toBe(
      'STALE: what is below is 8.0 s old. Nothing comes from http://127.0.0.1:8080.',
    )
    const lost = topAfter(state, { kind: 'trouble', message: 'nothing listens', pauseMs: 2_000 }, NOW_MS + 1_000)
    const again = topAfter(lost, { kind: 'trouble', message: 'nothing listens', pauseMs: 4_000 }, NOW_MS + 3_000)
    expect(textOf(again, ROOMY, NOW_MS + 5_000)[1]).toBe(
      'STALE: what is below is 5.0 s old. nothing listens; tried for 4.0 s, again in 2 s',
    )
    expect(textOf(topAfter(again, { kind: 'view', view: viewWith() }, NOW_MS))[1]).toBe('READY  nothing is wrong')
    expect(textOf(initialTop(URL))).toEqual(['waiting for http://127.0.0.1:8080 ...'])
  })

  it('shows the times of another machine by its own clock', () => {
    const state = seen(viewWith(), NOW_MS + 3_600_000)
    expect(textOf(state, ROOMY, NOW_MS + 3_600_000).join('\n')).toContain('(2.5 s ago)')
  })

  it('has lists that give way to each other on a short screen, and leaves out what has no room', () => {
    const tenants = Array.from({ length: 40 }, (_, i) => `tenant ${i}`)
    const view = viewWith(
      {},
      { tenants, windows: [{ startMs: NOW_MS, occurrences: 40, cells: tenants.map(() => [1]) }] },
    )
    const at = (rows: number) => textOf(seen(view), { columns: 110, rows })
    expect(at(60).filter((line) => line.startsWith('  tenant ')).length).toBeGreaterThan(20)
    expect(at(60).find((line) => line.includes('more'))).toMatch(/^ {2}\.\.\. \d+ more$/)
    expect(at(60).length).toBe(60)
    expect(at(24).map((line) => line.split(' ')[0])).toEqual(
      expect.arrayContaining(['WINDOW', 'PARTITIONS', 'SESSIONS', 'DEAD', 'COMMITS']),
    )
    for (let rows = 7; rows < 60; rows++) expect(at(rows).at(-1)).not.toMatch(/^[A-Z]{3}/)
    expect(at(14).some((line) => line.startsWith('PARTITIONS'))).toBe(true)
    expect(at(14).some((line) => line.startsWith('COMMITS'))).toBe(false)
    expect(at(1)).toEqual(['tideline 0.2.0  events  group tideline  up 3 h  http://127.0.0.1:8080  12:00:10Z'])
  })

  it('keeps its names and numbers on a narrow one', () => {
    const text = textOf(seen(viewWith()), { columns: 60, rows: 40 })
    expect(text[0]).toBe('tideline 0.2.0  events  group tideline  up 3 h  http://127.…')
    expect(text).toContain('  acme    124    100    20         4')
    expect(Math.max(...text.map(widthOf))).toBe(60)
  })

  it('has no control character and never more than its columns and rows, whatever it is sent', {
    timeout: 60_000,
  }, () => {
    const view = shapedValue(VIEW_SHAPE) as fc.Arbitrary<LiveView>
    const columns = fc.integer({ min: 1, max: 200 })
    const rows = fc.oneof(fc.integer({ min: 1, max: 80 }), fc.constant(Number.POSITIVE_INFINITY))
    fc.assert(
      fc.property(view, columns, rows, fc.integer(), (view, columns, rows, later) => {
        const lines = screenLines(seen(view), { columns, rows }, NOW_MS + later)
        expect(lines.length).toBeLessThanOrEqual(rows)
        for (const line of lines) {
          expect(widthOf(plainLine(line))).toBeLessThanOrEqual(columns)
          expect(plainLine(line)).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u)
        }
      }),
      { numRuns: 300 },
    )
  })

  it('is in colours around the texts, never within them', () => {
    const coloured = screenLines(seen(viewWith()), ROOMY, NOW_MS).map(colouredLine)
    expect(coloured[1]).toBe('\u001b[32mREADY\u001b[0m  nothing is wrong')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: what a colour is
    const colour = /\u001b\[[\d;]*m/g
    expect(coloured.map((line) => line.replace(colour, '').trimEnd())).toEqual(textOf(seen(viewWith())))
  })
})
