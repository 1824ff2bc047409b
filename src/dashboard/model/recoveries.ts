import type { RecoveryView, StatusView } from '../../live/status-view.ts'
import { count, counted, grouped } from './numbers.ts'
import { ago, spanText } from './spans.ts'
import { type Clock, timeText } from './times.ts'
import type { Tone, Values } from './value.ts'

export const recoveryFigures = ({ fences, restarts }: StatusView): Values => ({
  fences: { ...count(fences), tone: fences > 0 ? 'warn' : undefined },
  restarts: { ...count(restarts), tone: restarts > 0 ? 'warn' : undefined },
})

export interface ShownRecovery {
  readonly key: string
  readonly headline: string
  readonly explanation: string
  readonly tone: Tone
}

const MOST = 8

/** What taking a partition found (R3), the last ones. */
export const shownRecoveries = ({ recoveries }: StatusView, clock: Clock): readonly ShownRecovery[] =>
  [...recoveries]
    .sort((a, b) => b.atMs - a.atMs || a.partition - b.partition)
    .slice(0, MOST)
    .map((recovery) => ({
      key: `${recovery.partition} ${recovery.atMs}`,
      headline: `Partition ${recovery.partition} · ${ago(recovery.atMs, clock.nowMs).text}`,
      explanation: `Taken at ${timeText(recovery.atMs, clock)} in ${spanText(recovery.tookMs)}, from offset ${grouped(recovery.nextOffset)} on. ${found(recovery)}`,
      tone: recovery.recordsLost > 0 ? 'bad' : recovery.condemned > 0 ? 'warn' : 'good',
    }))

const found = ({
  partsFinished,
  partsRolledBack,
  recordsLost,
  condemned,
  resumedFromCheckpoint,
}: RecoveryView): string => {
  const sentences = [
    ...(partsFinished > 0
      ? [`${counted(partsFinished, 'part')} of its last commit ${were(partsFinished)} published.`]
      : []),
    ...(partsRolledBack > 0
      ? [`${counted(partsRolledBack, 'part')} that no offset names ${were(partsRolledBack)} removed.`]
      : []),
    ...(recordsLost > 0 ? [`${counted(recordsLost, 'record')} ${were(recordsLost)} lost to the log's retention.`] : []),
    ...(condemned > 0
      ? [
          `${counted(condemned, 'record')} that killed the process ${condemned === 1 ? 'becomes a dead letter' : 'become dead letters'}.`,
        ]
      : []),
    ...(resumedFromCheckpoint ? ['It went on from the newest checkpoint, without an offset.'] : []),
  ]
  return sentences.length === 0 ? 'Nothing was left to finish or to roll back.' : sentences.join(' ')
}

const were = (n: number): string => (n === 1 ? 'was' : 'were')
