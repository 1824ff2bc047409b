import { openLog } from '../../src/cli/open-log.ts'
import { WINDOWS_PER_EVENT } from './check-books.ts'
import { leftovers } from './commit-files.ts'
import { lettersIn, rangesBetween } from './letters.ts'
import { multisetDifferences } from './multiset.ts'
import { readOutcome, rowCount, rowDifferences } from './outcome.ts'
import type { Tortured } from './run-torture.ts'
import type { Scene } from './scene.ts'

export interface Comparison {
  readonly records: number
  readonly rows: number
  readonly deadLetters: number
  /** What is wrong, one thing a line; empty where the kills left no trace. */
  readonly differences: readonly string[]
}

/**
 * Compares what was killed again and again with what ran in one go over the same records: rows, dead letters, books, leftovers.
 * Where idle time went on, what is late depends on when the kills came, so rows are not compared one by one then (T9, T12).
 */
export const compare = async (
  scene: Scene,
  { watched, lettersBegan }: Pick<Tortured, 'watched' | 'lettersBegan'>,
  { idle }: { readonly idle: boolean } = { idle: false },
): Promise<Comparison> => {
  const log = await openLog(scene.log)
  try {
    const records = ((await log.bounds(scene.topic)) ?? []).reduce((sum, b) => sum + b.endOffset - b.startOffset, 0)
    const lettersEnd = (await log.bounds(scene.deadLetterTopic)) ?? []
    const letters = await lettersIn(log, scene.deadLetterTopic, rangesBetween(null, lettersBegan))
    const wantedLetters = await lettersIn(log, scene.deadLetterTopic, rangesBetween(lettersBegan, lettersEnd))
    const tortured = await readOutcome(scene.storage)
    const uninterrupted = await readOutcome(scene.uninterruptedStorage)
    return {
      records,
      rows: rowCount(uninterrupted),
      deadLetters: wantedLetters.length,
      differences: [
        ...watched.problems,
        ...uninterrupted.problems.map((problem) => `the run in one go: ${problem}`),
        ...tortured.problems,
        ...sumProblems(records - wantedLetters.length, tortured.totals),
        ...(idle ? [] : rowDifferences(tortured, uninterrupted)),
        ...multisetDifferences('dead letters', letters, wantedLetters),
        ...(await leftovers(scene.storage)),
      ],
    }
  } finally {
    await log.close()
  }
}

/** Every record that is no dead letter is an event, and every event is in each of its windows (T8). */
const sumProblems = (events: number, totals: { readonly events: number; readonly pairs: number }): string[] => [
  ...(totals.events === events ? [] : [`the books have ${totals.events} events, the log ${events}`]),
  ...(totals.pairs === WINDOWS_PER_EVENT * events
    ? []
    : [`the books have ${totals.pairs} pairs instead of ${WINDOWS_PER_EVENT} for each of ${events} events`]),
]
