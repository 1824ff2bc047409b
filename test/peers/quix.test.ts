import { describe, it } from 'vitest'
import { agrees } from './peer-table.ts'

// Vectors of the tests of Quix Streams, quixio/quix-streams at dfb63318a6e4169d2e16b7479901159b49ee0f34 (2026-07-24), class
// TestHoppingWindow of https://github.com/quixio/quix-streams/blob/dfb63318a6e4169d2e16b7479901159b49ee0f34/
// tests/test_quixstreams/test_dataframe/test_windows/test_hopping.py
//
// Theirs tell sums of values, ours how many events there are: 100/110 of key2 is 5 + 7 + 2 = 14 there and 3 here. Rows at the
// end are theirs as last updated. Where nothing else is said, rows under "only ours" come of calls whose result their test does
// not look at.

const HOPPING = { size: 10, step: 5 }

describe('TestHoppingWindow', () => {
  it(
    'test_hoppingwindow_count: 100 is in 95/105 and 100/110',
    agrees(
      { ...HOPPING, grace: 0 },
      `
      events          | both                       | only ours | late
      key@100 key@100 |                            |           |
      end             | key@95/105=2 key@100/110=2 |           |
      `,
    ),
  )

  it(
    'test_hoppingwindow_collect: 110 closes both windows of 100 and 101',
    agrees(
      { ...HOPPING, grace: 0 },
      `
      events                  | both                       | only ours | late
      key@100 key@100 key@101 |                            |           |
      key@110                 | key@95/105=3 key@100/110=3 |           |
      `,
    ),
  )

  it(
    'test_hopping_window_process_window_expired: the time of its end closes a window (T3)',
    agrees(
      { ...HOPPING, grace: 0 },
      `
      events  | both                       | only ours | late
      key@100 |                            |           |
      key@110 | key@95/105=1 key@100/110=1 |           |
      `,
    ),
  )

  it(
    'test_hopping_partition_expiration: a grace of 2 keeps 100/110 open until 112, for both keys at once',
    agrees(
      { ...HOPPING, grace: 2 },
      `
      events                              | both                          | only ours                   | late
      key1@100 key1@106 key2@102 key2@108 |                               | key1@95/105=1 key2@95/105=1 |
      key1@110                            |                               |                             |
      key2@109                            |                               |                             |
      key1@112                            | key1@100/110=2 key2@100/110=3 |                             |
      end                                 | key1@105/115=3 key2@105/115=2 |                             |
                                          | key1@110/120=2                |                             |
      `,
    ),
  )

  it(
    'test_hopping_key_expiration_to_partition: one key closes the windows of the others (T1)',
    agrees(
      { ...HOPPING, grace: 0 },
      `
      events                              | both                          | only ours                     | late
      key1@100 key2@102 key2@105 key1@106 |                               | key1@95/105=1 key2@95/105=1   |
      restart key1@107 key2@108 key3@114  | key1@100/110=3 key2@100/110=3 |                               |
      end                                 | key3@105/115=1 key3@110/120=1 | key1@105/115=2 key2@105/115=2 |
      `,
    ),
  )

  // By then each key has a clock of its own there: 114 of key3 closes nothing, 100/110 of key1 waits for its 116, that of key2
  // on.
  it(
    'test_hopping_partition_expiration_to_key: all keys of a partition have one clock, unlike theirs (T1)',
    agrees(
      { ...HOPPING, grace: 0 },
      `
      events                              | both                          | only ours                   | late
      key1@100 key2@102 key2@105 key1@106 |                               | key1@95/105=1 key2@95/105=1 |
      restart key1@107 key2@108 key3@114  | key1@100/110=3                | key2@100/110=3              |
      key1@116                            | key1@105/115=2                | key2@105/115=2              |
                                          | key3@105/115=1                |                             |
      end                                 | key1@110/120=1 key1@115/125=1 |                             |
                                          | key3@110/120=1                |                             |
      `,
    ),
  )

  it(
    'test_multiaggregation: no window before 0 there (T2)',
    agrees(
      { ...HOPPING, grace: 0 },
      `
      events         | both                    | only ours  | late
      key@2          |                         |            |
      key@6          |                         | key@-5/5=1 |
      key@12         | key@0/10=2              |            |
      restart key@16 | key@5/15=2              |            |
      end            | key@10/20=2 key@15/25=1 |            |
      `,
    ),
  )
})
