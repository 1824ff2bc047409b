import { describe, it } from 'vitest'
import { agrees } from './peer-table.ts'

// More vectors of Flink (flink.test.ts says from where and how to read them): its table API. Its key null is "null" here.

// 19808b1375ed9084ddf1c5eef51b53bc273c8feb, below flink-table/flink-table-planner/src/test/scala
// org/apache/flink/table/planner/runtime/stream/table/GroupWindowITCase.scala
//
// The data are its data2, data for the tumbling one. "Hello world" is "world" here. Its windows with a step above the size have
// no like here (WindowShape).
describe('GroupWindowITCase', () => {
  it(
    'testAllEventTimeSlidingGroupWindowOverTime: 5 ms every 2 ms, without a key',
    agrees(
      { size: 5, step: 2, grace: 0 },
      `
      events                  | both                                | only ours | late
      all@1 all@2 all@3 all@4 | all@-2/3=2                          |           |
      all@7 all@8             | all@0/5=4 all@2/7=3                 |           |
      all@16                  | all@4/9=3 all@6/11=2 all@8/13=1     |           |
      all@32                  | all@12/17=1 all@14/19=1 all@16/21=1 |           |
      end                     | all@28/33=1 all@30/35=1 all@32/37=1 |           |
      `,
    ),
  )

  it(
    'testEventTimeSlidingGroupWindowOverTimeOverlappingSplitPane: 5 ms every 4 ms',
    agrees(
      { size: 5, step: 4, grace: 0 },
      `
      events                       | both                                 | only ours | late
      Hi@1 Hallo@2 Hello@3 Hello@4 |                                      |           |
      Hello@7 world@8              | Hi@0/5=1 Hallo@0/5=1 Hello@0/5=2     |           |
      world@16                     | Hello@4/9=2 world@4/9=1 world@8/13=1 |           |
      null@32                      | world@12/17=1 world@16/21=1          |           |
      end                          | null@28/33=1 null@32/37=1            |           |
      `,
    ),
  )

  it(
    'testEventTimeSlidingGroupWindowOverTimeOverlappingFullPane: 10 ms every 5 ms',
    agrees(
      { size: 10, step: 5, grace: 0 },
      `
      events                       | both                                             | only ours | late
      Hi@1 Hallo@2 Hello@3 Hello@4 |                                                  |           |
      Hello@7 world@8              | Hi@-5/5=1 Hallo@-5/5=1 Hello@-5/5=2              |           |
      world@16                     | Hi@0/10=1 Hallo@0/10=1 Hello@0/10=3 world@0/10=1 |           |
                                   | Hello@5/15=1 world@5/15=1                        |           |
      null@32                      | world@10/20=1 world@15/25=1                      |           |
      end                          | null@25/35=1 null@30/40=1                        |           |
      `,
    ),
  )

  it(
    'testEventTimeTumblingWindow: 5 ms',
    agrees(
      { size: 5, step: 5, grace: 0 },
      `
      events               | both                 | only ours | late
      Hi@1 Hello@2 Hello@4 |                      |           |
      world@8              | Hi@0/5=1 Hello@0/5=2 |           |
      world@16             | world@5/10=1         |           |
      end                  | world@15/20=1        |           |
      `,
    ),
  )
})
