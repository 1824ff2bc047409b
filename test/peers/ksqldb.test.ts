import { describe, it } from 'vitest'
import { agrees } from './peer-table.ts'

// Vectors of the tests of ksqlDB, confluentinc/ksql at 354e3d1c2d217dc846460ea757f62278586ec61a (2026-08-21), by file below
// https://github.com/confluentinc/ksql/blob/354e3d1c2d217dc846460ea757f62278586ec61a/
// ksqldb-functional-tests/src/test/resources/query-validation-tests/
//
// Where they expect each update, the last one is the final row (T3). Theirs has no window that starts before 0 (T2): such rows
// are only ours. What is "ignored as window it belongs to is closed" is a correction here (T6). Where no grace is given, theirs
// is 24 h less the size (StreamAggregateBuilder.defaultGrace).

const DAY_MS = 86_400_000

describe('hopping-windows.json', () => {
  it(
    'count: SIZE 5 SECOND, ADVANCE BY 1 SECONDS',
    agrees(
      { size: 5_000, step: 1_000, grace: DAY_MS - 5_000 },
      `
      events          | both                                            | only ours | late
      0@10345 0@13251 |                                                 |           |
      end             | 0@6000/11000=1  0@7000/12000=1  0@8000/13000=1  |           |
                      | 0@9000/14000=2  0@10000/15000=2                 |           |
                      | 0@11000/16000=1 0@12000/17000=1 0@13000/18000=1 |           |
      `,
    ),
  )

  it(
    'min hopping: SIZE 30 SECONDS, ADVANCE BY 10 SECONDS',
    agrees(
      { size: 30_000, step: 10_000, grace: DAY_MS - 30_000 },
      `
      events      | both                                | only ours                         | late
      0@0 0@10000 |                                     |                                   |
      100@30000   |                                     |                                   |
      end         | 0@0/30000=2       0@10000/40000=1   | 0@-20000/10000=1 0@-10000/20000=2 |
                  | 100@10000/40000=1 100@20000/50000=1 |                                   |
                  | 100@30000/60000=1                   |                                   |
      `,
    ),
  )

  it(
    'non-KAFKA key format: SIZE 30 SECONDS, ADVANCE BY 15 SECONDS',
    agrees(
      { size: 30_000, step: 15_000, grace: DAY_MS - 30_000 },
      `
      events                    | both                           | only ours                                | late
      12.30@10 12.30@11 1.00@12 |                                |                                          |
      end                       | 12.30@0/30000=2 1.00@0/30000=1 | 12.30@-15000/15000=2 1.00@-15000/15000=1 |
      `,
    ),
  )

  it(
    'out of order - no grace period: what is nearly a day late is in time within the default grace',
    agrees(
      { size: 30_000, step: 15_000, grace: DAY_MS - 30_000 },
      `
      events                              | both                                        | only ours                         | late
      0@0 0@89999 0@10009 0@90000 0@10010 |                                             |                                   |
      1@10009 1@30000                     |                                             |                                   |
      1@86412022                          | 0@0/30000=3 1@0/30000=1                     | 0@-15000/15000=3 1@-15000/15000=1 |
      1@60000                             |                                             |                                   |
      end                                 | 1@15000/45000=1 1@30000/60000=1             |                                   |
                                          | 1@45000/75000=1                             |                                   |
                                          | 0@60000/90000=1 1@60000/90000=1             |                                   |
                                          | 0@75000/105000=2 0@90000/120000=1           |                                   |
                                          | 1@86385000/86415000=1 1@86400000/86430000=1 |                                   |
      `,
    ),
  )

  it(
    'out of order - explicit grace period: 89999 is not quite enough to close 0-30s, 90000 is',
    agrees(
      { size: 30_000, step: 15_000, grace: 60_000 },
      `
      events     | both                                        | only ours        | late
      0@0        |                                             |                  |
      0@89999    |                                             | 0@-15000/15000=1 |
      0@10009    |                                             |                  | 0@-15000/15000=1
      0@90000    | 0@0/30000=2                                 |                  |
      0@10010    |                                             |                  | 0@-15000/15000=1 0@0/30000=1
      1@10009    |                                             |                  | 1@-15000/15000=1 1@0/30000=1
      1@30000    |                                             |                  |
      1@86412022 | 1@15000/45000=1 1@30000/60000=1             |                  |
                 | 0@60000/90000=1 0@75000/105000=2            |                  |
                 | 0@90000/120000=1                            |                  |
      1@60000    |                                             |                  | 1@45000/75000=1 1@60000/90000=1
      end        | 1@86385000/86415000=1 1@86400000/86430000=1 |                  |
      `,
    ),
  )
})
