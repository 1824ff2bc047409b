import { describe, expect, it } from 'vitest'
import { doubtText } from '../../src/cli/doubt-text.ts'
import { eventTable } from '../../src/cli/event-table.ts'
import { explanationJson } from '../../src/cli/explanation-json.ts'
import { explanationText } from '../../src/cli/explanation-text.ts'
import { timeText } from '../../src/cli/time-text.ts'
import { stateText } from '../../src/cli/window-state-text.ts'
import type { Explanation } from '../../src/explain/explain-number.ts'
import type { PartitionAnswer } from '../../src/explain/partition-answer.ts'
import { questionOf } from '../../src/explain/question.ts'
import type { ClosedOtherwise } from '../../src/explain/window-state.ts'

const END = { endMs: 10_000 }
const otherwise = (more: Partial<ClosedOtherwise>): ClosedOtherwise => ({
  kind: 'closed-otherwise',
  fromOffset: 60,
  toOffset: 60,
  byIdleTime: false,
  byUntilEnd: false,
  closingOffset: null,
  byGrace: null,
  ...more,
})

describe('the state of a window in words', () => {
  it.each([
    [
      { byIdleTime: true, closingOffset: 70 },
      'closed at offset 60, by idle time (T9). With a --grace of 2s the record at offset 70 would close it',
    ],
    [
      { byUntilEnd: true },
      'closed at offset 60, at the end of an --until-end run (T10). With a --grace of 2s no record would close it',
    ],
    [
      { byIdleTime: true, byUntilEnd: true },
      'closed at offset 60, by idle time (T9), or at the end of an --until-end run (T10). With',
    ],
    [
      { fromOffset: 50, byGrace: { aboveMs: 2_500, upToMs: 7_000 } },
      'closed between the offsets 50 and 60, by a record, if the pipeline ran with a --grace above 2.5s and up to 7s. With',
    ],
    [{ byGrace: { aboveMs: Number.NEGATIVE_INFINITY, upToMs: 0 } }, 'if the pipeline ran with a --grace of 0s or less'],
    [{}, 'closed at offset 60, and nothing here says by what (npm run verify looks at all of it). With'],
  ])('of one that the log alone does not close: %j', (more, text) => {
    expect(stateText(otherwise(more), END, 2_000)).toContain(text)
  })

  it('of one that is open, with what would close it', () => {
    const open = { kind: 'open', streamMs: 11_500, watermarkMs: 9_500, missingMs: 500 } as const
    expect(stateText(open, END, 2_000)).toMatch(
      /^open: the watermark is 1970-01-01T00:00:09.500Z \(stream time less 2s\), 0.5s before .* An event of 1970-01-01T00:00:12Z or later .*T9/,
    )
    expect(stateText({ ...open, missingMs: -500 }, END, 2_000)).toContain("the pipeline's --grace is longer than 1.5s")
    expect(stateText({ ...open, streamMs: null, watermarkMs: null, missingMs: null }, END, 2_000)).toMatch(/no event/)
  })
})

describe('an explanation for people', () => {
  const answer = (more: Partial<PartitionAnswer> = {}): PartitionAnswer => ({
    partition: 0,
    state: { kind: 'unread' },
    counted: 0,
    late: 0,
    results: [],
    corrections: [],
    events: [],
    notListed: 0,
    nextOffset: 0,
    behind: 0,
    doubts: [],
    ...more,
  })
  const explanation = (...partitions: PartitionAnswer[]): Explanation => ({
    question: questionOf('a', 'view', 0, { sizeMs: 10_000, stepMs: 2_000 }),
    keyPartition: 0,
    partitions,
    nearMiss: null,
  })

  it('lists a few of many parts of corrections, and says how many events it leaves out', () => {
    const correction = (fromOffset: number) => ({
      dataSet: 'late_window_corrections' as const,
      partition: 0,
      windowMs: 0,
      occurrences: 1,
      complete: true,
      part: 'a part',
      fromOffset,
      toOffset: fromOffset + 1,
    })
    const corrections = Array.from({ length: 7 }, (_, i) => correction(i))
    const text = explanationText(explanation(answer({ late: 7, corrections, notListed: 7 })), { graceMs: 2_000 })
    expect(text.match(/corrections: 1, from the commit of offsets \d to \d, in a part/g)).toHaveLength(5)
    expect(text).toContain('corrections: and 2 more parts')
    expect(text).toContain('and 7 more, which --limit leaves out')
  })

  it('says of a commit without records that it had none', () => {
    const result = {
      dataSet: 'rolling_window_results' as const,
      partition: 0,
      windowMs: 0,
      occurrences: 1,
      complete: true,
      part: 'a part',
      fromOffset: 7,
      toOffset: 7,
    }
    const text = explanationText(explanation(answer({ counted: 1, results: [result] })), { graceMs: 2_000 })
    expect(text).toContain('result: 1, from the commit of no records, at offset 7, in a part')
  })

  it('has a sentence for each doubt', () => {
    expect(doubtText({ kind: 'incomplete', firstEventMs: 5_000 })).toMatch(
      /^not complete: the group never read some of the .* is of 1970-01-01T00:00:05Z$/,
    )
    expect(doubtText({ kind: 'incomplete', firstEventMs: null })).toMatch(/never read some .* no event has come since$/)
    expect(doubtText({ kind: 'removed', startOffset: 40, events: 2 })).toMatch(/below offset 40: 2 of the events/)
    expect(doubtText({ kind: 'differs', inLog: 3, inStorage: 4 })).toMatch(/has 3 such.* counts 4: npm run verify/)
    expect(doubtText({ kind: 'results', results: 2 })).toMatch(/^2 results where there may be one at most/)
  })

  it('shows record times that are none, or that no calendar has', () => {
    const event = { offset: 1, eventMs: 5, verdict: 'open' as const, missed: [], countedIn: [0] }
    const events = [
      { ...event, recordMs: -1 },
      { ...event, recordMs: 9e18 },
    ]
    expect(eventTable(events)).toMatch(/none +open.*\n.*9000000000000000000 ms +open/)
    const json = JSON.parse(explanationJson(explanation(answer({ events }))))
    expect(json.partitions[0].events).toMatchObject([{ recordTime: null }, { recordTime: '9000000000000000000 ms' }])
    expect(timeText(-1)).toBe('1969-12-31T23:59:59.999Z')
  })
})
