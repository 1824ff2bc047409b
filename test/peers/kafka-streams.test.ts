import { describe, expect, it } from 'vitest'
import { agrees, tableRows, windowsHolding, words } from './peer-table.ts'

// Vectors of the tests of Kafka Streams, apache/kafka at 1eb7644349cb07139d6a3c1ad1986979647cac99 (2024-10-25), by file below
// https://github.com/apache/kafka/blob/1eb7644349cb07139d6a3c1ad1986979647cac99/streams/src/test/java/org/apache/kafka/streams/
//
// Where they expect each update, the last one is the final row (T3): "0+1+1" is a count of 2. Theirs has no window that starts
// before 0 (T2): such rows are only ours. What they log as "Skipping record for expired window" is a correction here (T6).

const HOPPING = { size: 10, step: 5 }

describe('kstream/TimeWindowsTest', () => {
  it.each(
    tableRows(`
      test                                                   | size | step | time | windows
      shouldComputeWindowsForHoppingWindows                  | 12   | 5    | 21   | 10/22 15/27 20/32
      shouldComputeWindowsForBarelyOverlappingHoppingWindows | 6    | 5    | 7    | 5/11
      shouldComputeWindowsForTumblingWindows                 | 12   | 12   | 21   | 12/24
    `),
  )('%s: size %s, step %s, the windows of %s are %s', (_, size, step, time, windows) => {
    expect(windowsHolding({ size: Number(size), step: Number(step) }, Number(time))).toEqual(words(windows))
  })
})

describe('kstream/internals/KStreamWindowAggregateTest', () => {
  it(
    'testAggBasic: hopping windows of four keys, nothing final within the grace of 100',
    agrees(
      { ...HOPPING, grace: 100 },
      `
      events                   | both                                    | only ours                           | late
      A@0 B@1 C@2 D@3 A@4      |                                         |                                     |
      A@5 B@6 D@7 B@8 C@9      |                                         |                                     |
      A@10 B@11 D@12 B@13 C@14 |                                         |                                     |
      B@3 B@2 B@9              |                                         |                                     |
      end                      | A@0/10=3  B@0/10=6  C@0/10=2  D@0/10=2  | A@-5/5=2 B@-5/5=3 C@-5/5=1 D@-5/5=1 |
                               | A@5/15=2  B@5/15=5  C@5/15=2  D@5/15=2  |                                     |
                               | A@10/20=1 B@10/20=2 C@10/20=1 D@10/20=1 |                                     |
      `,
    ),
  )

  it(
    'testJoin, ON_WINDOW_CLOSE, first topic: final rows as windows close with a grace of 5',
    agrees(
      { ...HOPPING, grace: 5 },
      `
      events                        | both                                | only ours                           | late
      A@0 B@1 C@2 D@3 A@9 A@15      | A@0/10=2 B@0/10=1 C@0/10=1 D@0/10=1 | A@-5/5=1 B@-5/5=1 C@-5/5=1 D@-5/5=1 |
      A@10 B@11 D@12 B@13 C@14 A@20 | A@5/15=2 B@5/15=2 C@5/15=1 D@5/15=1 |                                     |
      `,
    ),
  )

  it(
    'testJoin, ON_WINDOW_CLOSE, second topic: late for a closed window, counted in the open one (T5)',
    agrees(
      { ...HOPPING, grace: 5 },
      `
      events                | both                       | only ours                  | late
      A@0 B@1 C@2 D@10 A@15 | A@0/10=1 B@0/10=1 C@0/10=1 | A@-5/5=1 B@-5/5=1 C@-5/5=1 |
      A@5 B@6 D@7 D@18 A@21 | A@5/15=1 B@5/15=1 D@5/15=2 |                            | A@0/10=1 B@0/10=1 D@0/10=1
      `,
    ),
  )

  it(
    'shouldLogAndMeterWhenSkippingExpiredWindow: 7 pairs of [0,10) skipped, 5 and 6 still counted in [5,15) (T5, T6)',
    agrees(
      { ...HOPPING, grace: 90 },
      `
      events                      | both                               | only ours | late
      k@100                       |                                    |           |
      k@0 k@1 k@2 k@3 k@4 k@5 k@6 |                                    |           | k@-5/5=5 k@0/10=7
      k@105 k@106                 | k@5/15=2                           |           |
      end                         | k@95/105=1 k@100/110=3 k@105/115=2 |           |
      `,
    ),
  )

  it(
    'shouldLogAndMeterWhenSkippingExpiredWindowByGrace: 6 of [100,110) and 1 of [0,10) skipped at 200 (T6)',
    agrees(
      { size: 10, step: 10, grace: 90 },
      `
      events                              | both        | only ours | late
      k@200                               |             |           |
      k@100 k@101 k@102 k@103 k@104 k@105 |             |           | k@100/110=6
      k@6                                 |             |           | k@0/10=1
      end                                 | k@200/210=1 |           |
      `,
    ),
  )

  it(
    'shouldNotEmitFinalIfNotProgressEnough: stream time that stands, or moves within a pane, closes nothing',
    agrees(
      { ...HOPPING, grace: 5 },
      `
      events       | both              | only ours | late
      A@0 B@5 C@15 | A@0/10=1 B@0/10=1 | A@-5/5=1  |
      D@15         |                   |           |
      E@19         |                   |           |
      `,
    ),
  )

  it(
    'shouldEmitWithInterval0: 15 closes [0,10), 20 closes [5,15)',
    agrees(
      { ...HOPPING, grace: 5 },
      `
      events       | both              | only ours | late
      A@0 A@5 B@10 |                   | A@-5/5=1  |
      C@15         | A@0/10=2          |           |
      D@20         | A@5/15=1 B@5/15=1 |           |
      `,
    ),
  )

  it(
    'shouldEmitFromLastEmitTime: what was final before a restart is not emitted again (T3, T12)',
    agrees(
      { ...HOPPING, grace: 5 },
      `
      events       | both               | only ours | late
      A@0 B@5 C@15 | A@0/10=1 B@0/10=1  | A@-5/5=1  |
      restart D@25 | B@5/15=1 C@10/20=1 |           |
      `,
    ),
  )
})
