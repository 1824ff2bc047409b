import { describe, expect, it } from 'vitest'
import { lastWindowOf, paneMs, paneStart } from '../../src/window/window-shape.ts'
import { agrees, tableRows, windowsHolding, words } from './peer-table.ts'
import { BY_WATERMARK } from './windows-of.ts'

// Vectors of the tests of Flink, apache/flink, each at the commit that its file was read at:
// https://github.com/apache/flink/blob/<commit>/<path>
//
// Their Watermark(999) says that nothing up to 999 comes any more and fires windows whose last millisecond is 999; ours is 1000
// then (T3). Windows that start before 0 are there as here (T2). "late" is what ours writes for pairs that missed their window
// (T6).

const SLIDING = { size: 3_000, step: 1_000, grace: BY_WATERMARK }

// 51f1684be0214a1a8c47ffb4ae20b6ebf6f0fc0c
// flink-runtime/src/test/java/org/apache/flink/streaming/runtime/operators/windowing/SlidingEventTimeWindowsTest.java
describe('SlidingEventTimeWindowsTest', () => {
  it.each(
    tableRows(`
      time | windows
      0    | -4000/1000 -3000/2000 -2000/3000 -1000/4000 0/5000
      4999 | 0/5000 1000/6000 2000/7000 3000/8000 4000/9000
      5000 | 1000/6000 2000/7000 3000/8000 4000/9000 5000/10000
    `),
  )('testWindowAssignment: size 5000, slide 1000, %s is in %s', (time, windows) => {
    expect(windowsHolding({ size: 5_000, step: 1_000 }, Number(time))).toEqual(words(windows))
  })
})

// 1fa136fca9cac92a3ca3f9888d29a062bb7ad063, below flink-table/flink-table-runtime/src/test/java
// org/apache/flink/table/runtime/operators/window/groupwindow/assigners/SlidingWindowAssignerTest.java
describe('SlidingWindowAssignerTest', () => {
  it.each(
    tableRows(`
      time | pane      | last window of the pane
      4999 | 4000/5000 | 4000/9000
      2000 | 2000/3000 | 2000/7000
      5000 | 5000/6000 |
      0    | 0/1000    |
    `),
  )('testWindowAssignment: size 5000, slide 1000, %s is in pane %s', (time, pane, lastWindow) => {
    const shape = { sizeMs: 5_000, stepMs: 1_000 }
    const startMs = paneStart(Number(time), shape)
    expect(`${startMs}/${startMs + paneMs(shape)}`).toBe(pane)
    const lastMs = lastWindowOf(startMs, shape)
    if (lastWindow !== '') expect(`${lastMs}/${lastMs + shape.sizeMs}`).toBe(lastWindow)
  })
})

// 6da38a6aa24b44272e977aba91258693d437875b
// flink-streaming-java/src/test/java/org/apache/flink/streaming/runtime/operators/windowing/WindowOperatorTest.java
describe('WindowOperatorTest', () => {
  it(
    'testSlidingEventTimeWindowsReduce: out of order, and restored between two watermarks (T12)',
    agrees(
      SLIDING,
      `
      events                        | both                                | only ours | late
      key2@3999 key2@3000           |                                     |           |
      key1@20 key1@0 key1@999       |                                     |           |
      key2@1998 key2@1999 key2@1000 |                                     |           |
      watermark@999                 | key1@-2000/1000=3                   |           |
      watermark@1999                | key1@-1000/2000=3 key2@-1000/2000=3 |           |
      watermark@2999                | key1@0/3000=3 key2@0/3000=3         |           |
      restart watermark@3999        | key2@1000/4000=5                    |           |
      watermark@4999                | key2@2000/5000=2                    |           |
      watermark@5999                | key2@3000/6000=2                    |           |
      watermark@6999 watermark@7999 |                                     |           |
      `,
    ),
  )

  it(
    'testTumblingEventTimeWindowsReduce: the same events in windows of 3000',
    agrees(
      { ...SLIDING, step: 3_000 },
      `
      events                        | both                        | only ours | late
      key2@3999 key2@3000           |                             |           |
      key1@20 key1@0 key1@999       |                             |           |
      key2@1998 key2@1999 key2@1000 |                             |           |
      watermark@999 watermark@1999  |                             |           |
      restart watermark@2999        | key1@0/3000=3 key2@0/3000=3 |           |
      watermark@3999 watermark@4999 |                             |           |
      watermark@5999                | key2@3000/6000=2            |           |
      watermark@6999 watermark@7999 |                             |           |
      `,
    ),
  )

  it(
    'testSideOutputDueToLatenessTumbling: 1980 is in time before watermark 1999, 1998 is late behind it (T6)',
    agrees(
      { size: 2_000, step: 2_000, grace: BY_WATERMARK },
      `
      events                   | both             | only ours | late
      key2@1000 watermark@1985 |                  |           |
      key2@1980 watermark@1999 | key2@0/2000=2    |           |
      key2@1998                |                  |           | key2@0/2000=1
      key2@2001 watermark@2999 |                  |           |
      watermark@3999           | key2@2000/4000=1 |           |
      `,
    ),
  )

  // Theirs hands the last 3001 to the side output once, for three windows; of the two 2400 that missed 0/3000 it says nothing.
  it(
    'testSideOutputDueToLatenessSliding: late for one window, in time for two; a correction for each window missed (T5, T6)',
    agrees(
      SLIDING,
      `
      events                        | both                              | only ours | late
      key2@1000 watermark@1999      | key2@-1000/2000=1                 |           |
      key2@2000 watermark@3000      | key2@0/3000=2                     |           |
      key1@3001 key2@2400 key2@2400 |                                   |           | key2@0/3000=2
      key1@3001 key2@3900           |                                   |           |
      watermark@6000                | key2@1000/4000=5 key1@1000/4000=2 |           |
                                    | key2@2000/5000=4 key1@2000/5000=2 |           |
                                    | key2@3000/6000=1 key1@3000/6000=2 |           |
      key1@3001                     |                                   |           | key1@1000/4000=1 key1@2000/5000=1
                                    |                                   |           | key1@3000/6000=1
      watermark@25000               |                                   |           |
      `,
    ),
  )

  // With an allowed lateness of 500 theirs fires 0/2000 a second time for 1997: a row of 1, "and not 3 because the trigger
  // fires and purges". That is our correction. 1998 goes to the side output.
  it(
    'testLateness: a late event within the allowed lateness is a correction, too: a final row stays as it is (T3, T6)',
    agrees(
      { size: 2_000, step: 2_000, grace: BY_WATERMARK },
      `
      events                   | both          | only ours | late
      key2@500 watermark@1500  |               |           |
      key2@1300 watermark@2300 | key2@0/2000=2 |           |
      key2@1997 watermark@6000 |               |           | key2@0/2000=1
      key2@1998 watermark@7000 |               |           | key2@0/2000=1
      `,
    ),
  )
})
