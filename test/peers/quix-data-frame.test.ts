import { describe, it } from 'vitest'
import { agrees } from './peer-table.ts'

// More vectors of Quix Streams (quix.test.ts says how to read them), at the same commit, of
// https://github.com/quixio/quix-streams/blob/dfb63318a6e4169d2e16b7479901159b49ee0f34/
// tests/test_quixstreams/test_dataframe/test_dataframe.py
//
// Of `current()`, which emits each update, the last one is the row here (T3). Late records are skipped there, corrections here
// (T6). Theirs has no window that starts before 0 (T2): such rows are only ours.

const HOPPING = { size: 10, step: 5, grace: 0 }
const TUMBLING = { size: 10, step: 10, grace: 0 }

describe('TestStreamingDataFrameHoppingWindow', () => {
  it(
    'test_hopping_window_current: two windows of each record, and a gap',
    agrees(
      HOPPING,
      `
      events          | both                      | only ours   | late
      test@1 test@7   |                           | test@-5/5=1 |
      test@10         | test@0/10=2               |             |
      test@35 test@35 | test@5/15=2 test@10/20=1  |             |
      end             | test@30/40=2 test@35/45=2 |             |
      `,
    ),
  )

  it(
    'test_hopping_window_current_out_of_order_late: 26 is late for both its windows behind 35 (T6)',
    agrees(
      HOPPING,
      `
      events        | both                      | only ours   | late
      test@1 test@7 |                           | test@-5/5=1 |
      test@35       | test@0/10=2 test@5/15=1   |             |
      test@26       |                           |             | test@20/30=1 test@25/35=1
      end           | test@30/40=1 test@35/45=1 |             |
      `,
    ),
  )

  it(
    'test_hopping_window_final: the windows of a key, final once, in two steps',
    agrees(
      HOPPING,
      `
      events        | both                     | only ours   | late
      test@1 test@7 |                          | test@-5/5=1 |
      test@10       | test@0/10=2              |             |
      test@35       | test@5/15=2 test@10/20=1 |             |
      test@35       |                          |             |
      `,
    ),
  )
})

describe('TestStreamingDataFrameTumblingWindow', () => {
  it(
    'test_tumbling_window_current: 10 seconds with a grace of 1 second',
    agrees(
      { size: 10_000, step: 10_000, grace: 1_000 },
      `
      events            | both              | only ours | late
      key@1000 key@9000 |                   |           |
      key@20010         | key@0/10000=2     |           |
      end               | key@20000/30000=1 |           |
      `,
    ),
  )

  it(
    'test_tumbling_window_current_out_of_order_late: 19 is late behind 20 (T6)',
    agrees(
      TUMBLING,
      `
      events  | both         | only ours | late
      test@1  |              |           |
      test@20 | test@0/10=1  |           |
      test@19 |              |           | test@10/20=1
      end     | test@20/30=1 |           |
      `,
    ),
  )

  it(
    'test_tumbling_window_final: 38 behind 39 is in time',
    agrees(
      TUMBLING,
      `
      events        | both         | only ours | late
      test@1 test@2 |              |           |
      test@20       | test@0/10=2  |           |
      test@39       | test@20/30=1 |           |
      test@38       |              |           |
      `,
    ),
  )
})
