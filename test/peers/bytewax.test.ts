import { from } from 'rxjs'
import { describe, expect, it } from 'vitest'
import { trackWatermark } from '../../src/time/track-watermark.ts'
import { eventAt } from '../support/events.ts'
import { agrees, tableRows, windowsHolding, words } from './peer-table.ts'

// Vectors of the tests of Bytewax, bytewax/bytewax at 9fce5b6ee43780329b05a2ecc1057ffddd51255d (2026-06-19), by file below
// https://github.com/bytewax/bytewax/blob/9fce5b6ee43780329b05a2ecc1057ffddd51255d/pytests/operators/windowing/
//
// Times are in seconds after their align_to (9:00:00 is 0, 8:59:57 is -3), which is the epoch here: ours aligns windows to
// nothing else (T2). Window id 1 is the one that starts one offset after it.

const SECONDS = { unitMs: 1_000 }

describe('test_sliding_windower.py, test_intersect_...', () => {
  it.each(
    tableRows(`
      test                                                         | length | offset | at   | window ids
      overlap_offset_divisible_by_length_bulk_positive             | 10     | 5      | 13   | 1  2
      overlap_offset_divisible_by_length_bulk_negative             | 10     | 5      | -3   | -2 -1
      overlap_offset_divisible_by_length_bulk_zero_negative        | 10     | 5      | 3    | -1  0
      overlap_offset_divisible_by_length_bulk_zero_positive        | 10     | 5      | 7    | 0  1
      overlap_offset_divisible_by_length_edge_positive             | 10     | 5      | 15   | 2  3
      overlap_offset_divisible_by_length_edge_negative             | 10     | 5      | -5   | -2 -1
      overlap_offset_divisible_by_length_edge_start_zero           | 10     | 5      | 0    | -1  0
      overlap_offset_divisible_by_length_edge_end_zero             | 10     | 5      | 10   | 1  2
      overlap_offset_indivisible_by_length_bulk_positive           | 10     | 3      | 11   | 1  2  3
      overlap_offset_indivisible_by_length_bulk_positive_remainder | 10     | 3      | 11.5 | 1  2  3
      overlap_offset_indivisible_by_length_bulk_negative           | 10     | 3      | -1   | -3 -2 -1
      overlap_offset_indivisible_by_length_bulk_negative_remainder | 10     | 3      | -1.5 | -3 -2 -1
      overlap_offset_indivisible_by_length_bulk_zero               | 10     | 3      | 5    | -1  0  1
      overlap_offset_indivisible_by_length_edge_start_positive     | 10     | 7      | 14   | 1  2
      overlap_offset_indivisible_by_length_edge_start_negative     | 10     | 7      | -7   | -2 -1
      overlap_offset_indivisible_by_length_edge_start_zero         | 10     | 7      | 0    | -1  0
      overlap_offset_indivisible_by_length_edge_end_positive       | 10     | 7      | 17   | 2
      overlap_offset_indivisible_by_length_edge_end_negative       | 10     | 7      | -4   | -1
      overlap_offset_indivisible_by_length_edge_end_zero           | 10     | 7      | 10   | 1
      tumble_bulk_positive                                         | 10     | 10     | 15   | 1
      tumble_bulk_negative                                         | 10     | 10     | -5   | -1
      tumble_bulk_zero                                             | 10     | 10     | 5    | 0
      tumble_edge_positive                                         | 10     | 10     | 20   | 2
      tumble_edge_negative                                         | 10     | 10     | -10  | -1
      tumble_edge_zero_start                                       | 10     | 10     | 0    | 0
      tumble_edge_zero_end                                         | 10     | 10     | 10   | 1
    `),
  )('%s: length %s, offset %s, %s is in the windows %s', (_, length, offset, at, ids) => {
    const [size, step] = [Number(length), Number(offset)]
    const theirs = words(ids).map((id) => `${Number(id) * step}/${Number(id) * step + size}`)
    expect(windowsHolding({ size, step, ...SECONDS }, Number(at))).toEqual(theirs)
  })
})

describe('test_fold_window.py', () => {
  it(
    'test_fold_window_sliding: length 10, offset 5, the last 1 is late for all its windows (T6)',
    agrees(
      { size: 10, step: 5, grace: 0, ...SECONDS },
      `
      events               | both                    | only ours | late
      ALL@1 ALL@4          |                         |           |
      ALL@8                | ALL@-5/5=2              |           |
      ALL@12 ALL@13 ALL@14 | ALL@0/10=3              |           |
      ALL@16               | ALL@5/15=4              |           |
      ALL@1                |                         |           | ALL@-5/5=1 ALL@0/10=1
      end                  | ALL@10/20=4 ALL@15/25=1 |           |
      `,
    ),
  )

  it(
    'test_fold_window_tumbling: the counts of two types',
    agrees(
      { size: 10, step: 10, grace: 0, ...SECONDS },
      `
      events                | both                     | only ours | late
      login@0 post@4 post@8 |                          |           |
      post@16               | login@0/10=1 post@0/10=2 |           |
      end                   | post@10/20=1             |           |
      `,
    ),
  )
})

describe('test_count_window.py', () => {
  it(
    'test_count_window: two users',
    agrees(
      { size: 10, step: 10, grace: 0, ...SECONDS },
      `
      events      | both              | only ours | late
      a@0 a@4 b@8 |                   |           |
      a@12 a@13   | a@0/10=2 b@0/10=1 |           |
      end         | a@10/20=2         |           |
      `,
    ),
  )
})

describe('test_collect_window.py', () => {
  it(
    'test_collect_window: out of order, and nothing closes before the end where the wait is for ever',
    agrees(
      { size: 10, step: 10, grace: Number.MAX_SAFE_INTEGER / 1_000, ...SECONDS },
      `
      events                          | both                   | only ours | late
      ALL@0 ALL@8 ALL@4 ALL@13 ALL@12 |                        |           |
      end                             | ALL@0/10=3 ALL@10/20=2 |           |
      `,
    ),
  )
})

describe('test_event_clock.py', () => {
  it.each(
    tableRows(`
      test                                        | wait | items | watermark
      test_watermark_is_item_timestamp_minus_wait | 5    | 7     | 2
      test_watermark_advances_in_batch            | 5    | 7 10  | 5
      test_watermark_does_not_reverse_in_batch    | 5    | 7 3   | 2
    `),
  )('%s: wait %s, the watermark behind %s is %s (T1)', (_, wait, items, watermark) => {
    const watermarks: number[] = []
    from(words(items).map((item) => eventAt(Number(item) * 1_000)))
      .pipe(trackWatermark(Number(wait) * 1_000))
      .subscribe((moment) => {
        if (moment.kind === 'moment') watermarks.push(moment.watermarkMs / 1_000)
      })
    expect(watermarks.at(-1)).toBe(Number(watermark))
  })
})
