import { describe, it } from 'vitest'
import { agrees } from './peer-table.ts'

// More vectors of ksqlDB (ksqldb.test.ts says from where and how to read them): EMIT FINAL.
//
// Where stream time jumps, theirs expects no row for some windows with events: none for [2,7) in "should support final results
// for hopping windows", although 2, 5 and 6 are in it. That fits what Kafka Streams' own test says of emit-final
// (kafka-streams-final.test.ts). Ours writes them (T3). Theirs has no window that starts before 0 (T2). Both are only ours.

const TUMBLING = { size: 2, step: 2 }

describe('suppress.json', () => {
  it(
    'should emit final result immediately at window end if grace is specified as zero',
    agrees(
      { ...TUMBLING, grace: 0 },
      `
      events    | both     | only ours | late
      k1@0 k1@1 |          |           |
      k1@2      | k1@0/2=2 |           |
      `,
    ),
  )

  it(
    'should not emit final result before window end if grace is specified as zero',
    agrees(
      { ...TUMBLING, grace: 0 },
      `
      events    | both | only ours | late
      k1@0 k1@1 |      |           |
      `,
    ),
  )

  it(
    'should include out of order events before window end plus grace period passes: theirs loses [0,2) at the jump to 5',
    agrees(
      { ...TUMBLING, grace: 1 },
      `
      events                   | both     | only ours | late
      k1@0 k1@1 k1@2 k1@1 k1@0 |          |           |
      k1@5                     | k1@2/4=1 | k1@0/2=4  |
      `,
    ),
  )

  it(
    'should drop out of order event after window end plus grace period passes: here it is a correction (T6)',
    agrees(
      { ...TUMBLING, grace: 1 },
      `
      events                   | both     | only ours | late
      k1@0 k1@1 k1@2 k1@1 k1@0 |          |           |
      k1@5                     | k1@2/4=1 | k1@0/2=4  |
      k1@0                     |          |           | k1@0/2=1
      `,
    ),
  )

  it(
    'should support final results for tumbling windows with large jump: theirs expects no row at all',
    agrees(
      { ...TUMBLING, grace: 2 },
      `
      events                        | both | only ours         | late
      k1@0 k1@1 k1@2 k1@0 k1@3 k1@0 |      |                   |
      k1@10                         |      | k1@0/2=4 k1@2/4=2 |
      k1@0                          |      |                   | k1@0/2=1
      k1@30                         |      | k1@10/12=1        |
      `,
    ),
  )

  it(
    'should support final results for hopping windows: SIZE 5, ADVANCE BY 2, GRACE PERIOD 1; theirs loses [2,7)',
    agrees(
      { size: 5, step: 2, grace: 1 },
      `
      events              | both     | only ours | late
      k1@0 k1@1 k1@2 k1@1 |          | k1@-4/1=1 |
      k1@6                | k1@0/5=4 | k1@-2/3=4 |
      k1@5                |          |           |
      k1@10               | k1@4/9=2 | k1@2/7=3  |
      `,
    ),
  )

  it(
    'should suppress multiple keys: both keys close together, theirs loses [0,2)',
    agrees(
      { ...TUMBLING, grace: 1 },
      `
      events                   | both     | only ours         | late
      k1@0 k2@1 k1@2 k1@1 k2@0 |          |                   |
      k1@5                     | k1@2/4=1 | k1@0/2=2 k2@0/2=2 |
      k1@0                     |          |                   | k1@0/2=1
      k2@2                     |          |                   | k2@2/4=1
      `,
    ),
  )
})

describe('tumbling-windows.json', () => {
  it(
    'out of order - explicit grace period: SIZE 30 SECONDS, GRACE PERIOD 1 MINUTE',
    agrees(
      { size: 30_000, step: 30_000, grace: 60_000 },
      `
      events              | both                             | only ours | late
      0@0 0@89999 0@10009 |                                  |           |
      0@90000             | 0@0/30000=2                      |           |
      0@10010             |                                  |           | 0@0/30000=1
      1@10009             |                                  |           | 1@0/30000=1
      1@30000             |                                  |           |
      1@86412022          | 1@30000/60000=1                  |           |
                          | 0@60000/90000=1 0@90000/120000=1 |           |
      1@60000             |                                  |           | 1@60000/90000=1
      end                 | 1@86400000/86430000=1            |           |
      `,
    ),
  )
})
