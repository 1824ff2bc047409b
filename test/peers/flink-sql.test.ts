import { describe, it } from 'vitest'
import { agrees } from './peer-table.ts'
import { BY_WATERMARK } from './windows-of.ts'

// More vectors of Flink (flink.test.ts says from where and how to read them): its SQL. Its key null is "null" here.

// 0420837af03dbd9005b8bcc4093acdd86fb04df0, below flink-table/flink-table-runtime/src/test/java
// org/apache/flink/table/runtime/operators/aggregate/window/SlicingWindowAggOperatorTest.java
describe('SlicingWindowAggOperatorTest', () => {
  it(
    'testEventTimeHoppingWindows: 3500 is late for one and counted in two; 2999 is late for all, theirs drops it (T5, T6)',
    agrees(
      { size: 3_000, step: 1_000, grace: BY_WATERMARK },
      `
      events                        | both                                | only ours | late
      key2@3999 key2@3000           |                                     |           |
      key1@20 key1@0 key1@999       |                                     |           |
      key2@1998 key2@1999 key2@1000 |                                     |           |
      watermark@999                 | key1@-2000/1000=3                   |           |
      watermark@1999                | key1@-1000/2000=3 key2@-1000/2000=3 |           |
      watermark@2999                | key1@0/3000=3 key2@0/3000=3         |           |
      restart watermark@3999        | key2@1000/4000=5                    |           |
      key2@3500                     |                                     |           | key2@1000/4000=1
      watermark@4999                | key2@2000/5000=3                    |           |
      key1@2999                     |                                     |           | key1@0/3000=1 key1@1000/4000=1
                                    |                                     |           | key1@2000/5000=1
      watermark@5999                | key2@3000/6000=3                    |           |
      watermark@6999 watermark@7999 |                                     |           |
      `,
    ),
  )
})

// 19810b57dd41666d22a91399d41be0bc0c4794d6, below flink-table/flink-table-planner/src/test/scala
// org/apache/flink/table/planner/runtime/stream/sql/WindowAggregateITCase.scala
//
// The data are windowDataWithTimestamp of org/apache/flink/table/planner/runtime/utils/TestData.scala, read at
// 02d118d2ea4afd98116ceabd94d7f1866e9d43d6, in seconds after 2020-10-10 00:00. The watermark is "rowtime - INTERVAL '1' SECOND".
describe('WindowAggregateITCase', () => {
  const DATA = { grace: 1, unitMs: 1_000, originMs: Date.UTC(2020, 9, 10) }

  it(
    'testEventTimeHopWindow: HOP of 5 s and 10 s; the second 4 of a is late for -5/5 and counted in 0/10 (T5, T6)',
    agrees(
      { size: 10, step: 5, ...DATA },
      `
      events              | both                                          | only ours | late
      a@1 a@2 a@3 a@4 b@7 | a@-5/5=4                                      |           |
      b@6 a@8             |                                               |           |
      a@4                 |                                               |           | a@-5/5=1
      b@16                | a@0/10=6 b@0/10=2 a@5/15=1 b@5/15=2           |           |
      null@32             | b@10/20=1 b@15/25=1                           |           |
      b@34                |                                               |           |
      end                 | b@25/35=1 b@30/40=1 null@25/35=1 null@30/40=1 |           |
      `,
    ),
  )

  it(
    'testEventTimeHopWindow_GroupingSets, group (): the same without a key',
    agrees(
      { size: 10, step: 5, ...DATA },
      `
      events                        | both                    | only ours | late
      all@1 all@2 all@3 all@4 all@7 | all@-5/5=4              |           |
      all@6 all@8                   |                         |           |
      all@4                         |                         |           | all@-5/5=1
      all@16                        | all@0/10=8 all@5/15=3   |           |
      all@32                        | all@10/20=1 all@15/25=1 |           |
      all@34                        |                         |           |
      end                           | all@25/35=2 all@30/40=2 |           |
      `,
    ),
  )

  it(
    'testEventTimeTumbleWindow: TUMBLE of 5 s, the second 4 of a is late',
    agrees(
      { size: 5, step: 5, ...DATA },
      `
      events              | both                   | only ours | late
      a@1 a@2 a@3 a@4 b@7 | a@0/5=4                |           |
      b@6 a@8             |                        |           |
      a@4                 |                        |           | a@0/5=1
      b@16                | a@5/10=1 b@5/10=2      |           |
      null@32             | b@15/20=1              |           |
      b@34                |                        |           |
      end                 | b@30/35=1 null@30/35=1 |           |
      `,
    ),
  )
})
