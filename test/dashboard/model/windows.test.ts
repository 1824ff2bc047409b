import { describe, expect, it } from 'vitest'
import { heatMap } from '../../../src/dashboard/model/heat-map.ts'
import { heatLevel, roundMost } from '../../../src/dashboard/model/heat-scale.ts'
import { historyLines } from '../../../src/dashboard/model/history-lines.ts'
import { steadyOrder } from '../../../src/dashboard/model/steady-order.ts'
import { whyText, windowReasons } from '../../../src/dashboard/model/window-reasons.ts'
import { chosenWindow, shownWindows, stateText } from '../../../src/dashboard/model/window-state.ts'
import type { PartitionView } from '../../../src/live/status-view.ts'
import { syntheticView } from '../synthetic-view.ts'

const { status } = syntheticView()
const window = (startMs: number) => ({ startMs, occurrences: 1, cells: [] })
const partition = (n: number, watermarkMs: number | null, more: Partial<PartitionView> = {}): PartitionView => ({
  ...status.partitions[0]!,
  partition: n,
  watermarkMs,
  streamTimeMs: watermarkMs === null ? null : watermarkMs + 2_000,
  nextOffset: 10,
  endOffset: 10,
  ...more,
})
const at = (...partitions: PartitionView[]) => ({ pipeline: status.pipeline, partitions })
const clock = { nowMs: 20_000, zone: 'utc' } as const

describe('which window is shown', () => {
  // window    0         10        12
  // [0,10)    |---------|
  // [2,12)       |---------|
  const windows = [window(0), window(2_000)]

  it('closes in a partition when its watermark comes to its end, to the millisecond (T3)', () => {
    const open = (watermarkMs: number) =>
      shownWindows(windows, at(partition(0, watermarkMs))).map(({ isOpen }) => isOpen)
    expect([9_999, 10_000, 11_999, 12_000].map(open)).toEqual([
      [true, true],
      [false, true],
      [false, true],
      [false, false],
    ])
  })

  it('is open where one partition is behind; one without an event holds nothing', () => {
    const [first] = shownWindows(windows, at(partition(0, 10_000), partition(1, 9_000), partition(2, null)))
    expect(stateText(first!)).toBe('open in 1 of 2 partitions')
  })

  it('is the one asked for, else the open one that closes next, else the last', () => {
    const shown = shownWindows(windows, at(partition(0, 10_000)))
    expect(chosenWindow(shown, 0)?.window.startMs).toBe(0)
    expect(chosenWindow(shown, null)?.window.startMs).toBe(2_000)
    expect(chosenWindow(shown, 77)?.window.startMs).toBe(2_000)
    expect(chosenWindow(shownWindows(windows, at(partition(0, 99_000))), null)?.window.startMs).toBe(2_000)
    expect(chosenWindow([], null)).toBeNull()
  })
})

describe('why a window is open', () => {
  const reasons = (...partitions: PartitionView[]) => {
    const [shown] = shownWindows([window(0)], at(...partitions))
    return windowReasons(shown!, at(...partitions), clock).map(({ partition, headline, explanation }) =>
      [partition, headline, explanation].join(' | '),
    )
  }

  it('is said by partition, who keeps it open longest first', () => {
    expect(reasons(partition(0, 10_000), partition(1, 8_500), partition(2, null), partition(3, 7_000))).toEqual([
      expect.stringMatching(
        /^3 \| open for 3.0 s more \| Its newest event is of 00:00:09.000; less the grace of 2 s its watermark is 00:00:07.000\./,
      ),
      expect.stringMatching(/^1 \| open for 1.5 s more/),
      expect.stringMatching(/^0 \| closed \| Its watermark, 00:00:10.000, is at or past the end/),
      expect.stringMatching(/^2 \| holds nothing/),
    ])
  })

  it('tells idle time from lag and from a pause (T9)', () => {
    const [idle] = reasons(partition(0, 7_000))
    const [behind] = reasons(partition(0, 7_000, { endOffset: 11 }))
    const [paused] = reasons(partition(0, 7_000, { paused: { trouble: 'disk', message: 'ENOSPC', sinceMs: 0 } }))
    expect(idle).toContain(
      'An event of 00:00:12 or later closes it. All of its log is read, so idle time goes on by itself',
    )
    expect(behind).toContain('closes it; 1 record of its log waits to be read.')
    expect(paused).toContain('It is paused, so nothing moves: ENOSPC')
  })

  it('is said in one sentence, and when it is closed', () => {
    const why = (...partitions: PartitionView[]) => whyText(shownWindows([window(0)], at(...partitions))[0]!, clock)
    expect(why(partition(0, 1))).toBe('Its partition has a watermark before its end, 00:00:10.')
    expect(why(partition(0, 1), partition(1, 2))).toBe('All 2 partitions have a watermark before its end, 00:00:10.')
    expect(why(partition(0, 10_000))).toMatch(/^It is closed: every watermark/)
  })
})

describe('the heat map', () => {
  it('gives each tenant his own row of the chosen window, in the given order', () => {
    const { windows } = syntheticView()
    const [shown] = shownWindows(windows.windows, status)
    const order = windows.tenants.toReversed()
    const map = heatMap(windows, shown!, order)
    expect(map.rows.map(({ tenant }) => tenant)).toEqual(order)
    expect(map.rows.map(({ cells }) => cells.map(({ occurrences }) => occurrences))).toEqual(
      shown!.window.cells.toReversed(),
    )
    expect(map.empty).toBeNull()
  })

  it('has a column for the other types, and says what is missing', () => {
    const { windows } = syntheticView()
    expect(heatMap({ ...windows, otherTypes: 3, isPartial: true }, null, ['a'])).toMatchObject({
      otherTypes: '3 other types',
      rows: [{ tenant: 'a', cells: expect.objectContaining({ length: 8 }) }],
      listed: expect.stringContaining('counts are too low'),
    })
    const none = { ...windows, tenants: [], tenantsMatching: 0, query: { search: 'x', tenant: null, top: 20 } }
    expect(heatMap(none, null, []).empty).toBe('No tenant in these windows has such a name.')
  })

  it('has levels that rise with the number, from 1 to 8', () => {
    const levels = [0, 1, 2, 10, 99, 100].map((n) => heatLevel(n, 100))
    expect(levels).toEqual([0, 1, 2, 4, 7, 8])
    expect([heatLevel(1, 1), heatLevel(5_000, 100)]).toEqual([8, 8])
    expect([0, 1, 3, 10, 11, 700].map(roundMost)).toEqual([1, 1, 5, 10, 20, 1_000])
  })

  it('lets nobody jump: a newcomer takes the place of who has gone', () => {
    expect(steadyOrder(['a', 'b', 'c'], ['c', 'd', 'a'])).toEqual(['a', 'd', 'c'])
    expect(steadyOrder(['a', 'b'], ['b'])).toEqual(['b'])
    expect(steadyOrder(['a'], ['x', 'a', 'y'])).toEqual(['a', 'x', 'y'])
    expect(steadyOrder([], ['x', 'y'])).toEqual(['x', 'y'])
  })
})

describe('the lines of closed windows', () => {
  it('are at zero where there was no window', () => {
    expect(historyLines({ startMs: [0, 2, 10, 14], occurrences: [[1, 2, 3, 4]] }, 2)).toEqual({
      startMs: [0, 2, 4, 8, 10, 12, 14],
      lines: [[1, 2, 0, 0, 3, 0, 4]],
    })
    expect(historyLines({ startMs: [], occurrences: [[], []] }, 2)).toEqual({ startMs: [], lines: [[], []] })
  })
})
