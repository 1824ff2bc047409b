import { describe, it } from 'vitest'
import { agrees } from './peer-table.ts'

// More vectors of Kafka Streams (kafka-streams.test.ts says from where and how to read them): final results of whole topologies.

const HOPPING = { size: 10, step: 5 }

// Its comments say why it expects no row for some windows after a jump of stream time: "observedStreamTime : 25,
// retentionPeriod: 10, actualFrom: 15, timeTo: 15, timeFrom: 6". The store no longer has the windows that just closed; ours
// writes them (T3).
describe('integration/TimeWindowedKStreamIntegrationTest, ON_WINDOW_CLOSE', () => {
  it(
    'shouldAggregateWindowedWithNoGrace: late for [0,10), in time for [5,15); [10,20) is lost by theirs',
    agrees(
      { ...HOPPING, grace: 0 },
      `
      events       | both              | only ours           | late
      A@0 A@5 A@10 | A@0/10=2          | A@-5/5=1            |
      B@6          |                   |                     | B@0/10=1
      B@11 B@15    | A@5/15=2 B@5/15=2 |                     |
      C@25         | B@15/25=1         | A@10/20=1 B@10/20=2 |
      `,
    ),
  )

  it(
    'shouldAggregateWindowedWithGrace: nothing is late with a grace of 5; [5,15) is lost by theirs',
    agrees(
      { ...HOPPING, grace: 5 },
      `
      events       | both                | only ours         | late
      A@0 A@5 A@10 |                     | A@-5/5=1          |
      B@6 B@11     |                     |                   |
      B@15         | A@0/10=2 B@0/10=1   |                   |
      C@25         | A@10/20=1 B@10/20=2 | A@5/15=2 B@5/15=2 |
      `,
    ),
  )

  it(
    'shouldRestoreAfterJoinRestart: open windows come back after a restart; [10,20) and [20,30) are lost by theirs',
    agrees(
      { ...HOPPING, grace: 0 },
      `
      events       | both              | only ours | late
      A@0 A@5      |                   | A@-5/5=1  |
      B@11         | A@0/10=2          |           |
      B@15         | A@5/15=1 B@5/15=1 |           |
      C@25         | B@15/25=1         | B@10/20=2 |
      restart C@35 | C@25/35=1         | C@20/30=1 |
      `,
    ),
  )
})

describe('kstream/internals/SuppressScenarioTest', () => {
  it(
    'shouldSupportFinalResultsForTimeWindows: the last 0 is out of the grace period (T6)',
    agrees(
      { size: 2, step: 2, grace: 1 },
      `
      events                   | both              | only ours | late
      k1@0 k1@1 k1@2 k1@1 k1@0 |                   |           |
      k1@5                     | k1@0/2=4 k1@2/4=1 |           |
      k1@0                     |                   |           | k1@0/2=1
      `,
    ),
  )

  it(
    'shouldSupportFinalResultsForTimeWindowsWithLargeJump: closed by the event before, and a gap without rows (T4, T7)',
    agrees(
      { size: 2, step: 2, grace: 2 },
      `
      events                             | both              | only ours | late
      k1@0 k1@1 k1@2 k1@0 k1@3 k1@0 k1@4 | k1@0/2=4          |           |
      k1@0                               |                   |           | k1@0/2=1
      k1@30                              | k1@2/4=2 k1@4/6=1 |           |
      `,
    ),
  )
})

describe('kstream/internals/TimeWindowedKStreamImplTest', () => {
  it(
    'shouldCountWindowed: two keys, the windows close for both',
    agrees(
      { size: 500, step: 500, grace: 0 },
      `
      events      | both                      | only ours | late
      1@10 1@15   |                           |           |
      1@500       | 1@0/500=2                 |           |
      2@550 2@500 |                           |           |
      2@1000      | 1@500/1000=1 2@500/1000=2 |           |
      `,
    ),
  )
})

// These expect key, value and time of each update; the windows are those of the shape.
describe('kstream/internals/TimeWindowedCogroupedKStreamImplTest', () => {
  it(
    'timeWindowAggregateTestStreamsTest: two keys in one window',
    agrees(
      { size: 500, step: 500, grace: 0 },
      `
      events                                  | both                  | only ours | late
      k1@0 k2@0 k2@1 k1@2 k1@3 k2@3 k2@4 k1@4 |                       |           |
      end                                     | k1@0/500=4 k2@0/500=4 |           |
      `,
    ),
  )

  it(
    'timeWindowAggregateManyWindowsTest: 499 and 500 are in different windows',
    agrees(
      { size: 500, step: 500, grace: 0 },
      `
      events      | both                        | only ours | late
      k1@0 k2@499 |                             |           |
      k2@500      | k1@0/500=1 k2@0/500=1       |           |
      k1@500      |                             |           |
      end         | k1@500/1000=1 k2@500/1000=1 |           |
      `,
    ),
  )

  it(
    'timeWindowAggregateOverlappingWindowsTest: a step of 200 that does not divide the size of 500',
    agrees(
      { size: 500, step: 200, grace: 0 },
      `
      events        | both                      | only ours                   | late
      k1@0 k2@0     |                           |                             |
      k1@250 k2@250 |                           | k1@-400/100=1 k2@-400/100=1 |
      k2@500 k1@500 | k1@0/500=2 k2@0/500=2     | k1@-200/300=2 k2@-200/300=2 |
      end           | k1@200/700=2 k2@200/700=2 |                             |
                    | k1@400/900=1 k2@400/900=1 |                             |
      `,
    ),
  )
})
