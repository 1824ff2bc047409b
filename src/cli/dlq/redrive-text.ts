import type { Left } from '../../redrive/judge-letter.ts'
import { jsonText } from '../json-text.ts'
import { plainText } from '../plain-text.ts'
import { grouped } from '../progress.ts'
import { table } from '../table.ts'
import type { RedriveOutcome } from './run-redrive.ts'

/** What people read behind a redrive, dry or not. */
export const redriveText = (outcome: RedriveOutcome): string => {
  const { dryRun, meant, passes, redriven, failing, otherwise, stopped } = outcome
  return [
    dryRun
      ? `would now pass: ${grouped(passes)} of ${grouped(meant)}`
      : `redriven: ${grouped(redriven)} of ${grouped(meant)}`,
    ...parkedLines(outcome),
    ...(failing.length === 0 ? [] : [dryRun ? 'would still fail:' : 'still fail, and stay:', failingTable(outcome)]),
    ...(otherwise === 0 ? [] : [`  and ${grouped(otherwise)} in other ways`]),
    ...leftLines(outcome),
    ...(stopped ? [`stopped before the end${dryRun ? '' : ': the same command goes on from there'}`] : []),
    ...(dryRun ? ['nothing was sent (--dry-run)'] : []),
  ].join('\n')
}

/** The same for machines, in one line. */
export const redriveJson = (outcome: RedriveOutcome): string => jsonText(outcome)

const parkedLines = ({ dryRun, spent, parked, parkedTopic }: RedriveOutcome): readonly string[] => {
  const letters = dryRun ? spent : parked
  if (letters === 0) return []
  return [
    `${dryRun ? 'would be parked' : 'parked'} in ${parkedTopic}: ${grouped(letters)}, which failed again each time they were sent back`,
  ]
}

const failingTable = ({ failing }: RedriveOutcome): string =>
  table(
    ['letters', 'reason', 'what is wrong', 'the first'],
    failing.map(({ letters, reason, wrong, example }) => [grouped(letters), reason, plainText(wrong, 200), example]),
  )

const WORDS: Readonly<Record<Left, string>> = {
  not_asked: 'not meant by the filters',
  foreign: "without a place they came from in their headers, or somebody else's",
  other_topic: 'that came from another topic (--events-topic)',
  other_group: "of another pipeline's (--group)",
  transform: 'left by the transform',
  too_large: 'larger than the topic of events takes: raise its max.message.bytes',
  source_gone: 'of which the letter holds only a part, and the topic they came from no longer has the rest',
}

const leftLines = ({ left }: RedriveOutcome): readonly string[] =>
  (Object.keys(WORDS) as Left[]).flatMap((why) => {
    const letters = left[why] ?? 0
    return letters === 0 ? [] : [`left alone: ${grouped(letters)} ${WORDS[why]}`]
  })
