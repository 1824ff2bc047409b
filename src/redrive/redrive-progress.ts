import { setTimeout as sleep } from 'node:timers/promises'
import { SettledLetters, settledTopic } from '../dead-letter/settled-letters.ts'
import { LogError, type Reader, type TakenPartition, type Topics } from '../log/event-log.ts'

/** How far the redrive of a partition is. */
export interface RedriveProgress {
  /** All letters below are settled. */
  readonly fromOffset: number
  /** How many transactions of this group settled letters of this partition. */
  readonly sequence: number
  readonly settled: SettledLetters
}

export interface RedrivenPartition {
  readonly deadLetterTopic: string
  readonly partition: number
  readonly group: string
}

/** Bumped when a member changes its meaning. */
const VERSION = 1
/** How long a record that was committed may stay unreadable behind another group's open transaction: Kafka ends those after a minute. */
const PATIENCE_MS = 90_000
const LOOK_AGAIN_MS = 200

/** What stands beside the group's offset. */
export const encodeSequence = (sequence: number): string => JSON.stringify({ v: VERSION, sequence })

/**
 * Reads the progress of a partition of dead letters that was just taken, so that nobody else's is under way.
 *
 * The group's offset says how many transactions there were, and the ledger has to have the record of the last one. One that cannot be read yet
 * is waited for; one that does not come was deleted. Keeps the ledger's ranges.
 * @throws LogError `ledger_lost` where it was: what it settled would be sent a second time.
 */
export const redriveProgress = async (
  log: Reader & Topics,
  { committed, startOffset }: Pick<TakenPartition, 'committed' | 'startOffset'>,
  of: RedrivenPartition,
  patienceMs = PATIENCE_MS,
): Promise<RedriveProgress> => {
  const sequence = sequenceOf(committed?.metadata ?? '')
  const fromOffset = Math.max(committed?.offset ?? 0, startOffset)
  for (const deadline = performance.now() + patienceMs; ; await sleep(LOOK_AGAIN_MS)) {
    const ledger = await readLedger(log, of)
    // Behind the ledger's own where the group's offsets were deleted, or expired: it goes on from there.
    if (ledger.sequence >= sequence) return { fromOffset, ...ledger }
    if (performance.now() > deadline) throw ledgerLost(of)
  }
}

const readLedger = async (
  log: Reader & Topics,
  { deadLetterTopic, partition, group }: RedrivenPartition,
): Promise<{ readonly sequence: number; readonly settled: SettledLetters }> => {
  const topic = settledTopic(deadLetterTopic)
  const settled = new SettledLetters([group])
  let sequence = 0
  const range = (await log.bounds(topic))?.find((bounds) => bounds.partition === partition)
  for await (const { batch } of log.read(topic, range === undefined ? [] : [range]))
    for (let i = 0; i < batch.count; i++) {
      const record = settled.addRecord(partition, batch.value(i))
      if (record?.group === group) sequence = Math.max(sequence, record.sequence)
    }
  return { sequence, settled }
}

const ledgerLost = ({ deadLetterTopic, partition, group }: RedrivenPartition) =>
  new LogError(
    'ledger_lost',
    `topic ${settledTopic(deadLetterTopic)} no longer has the last record of group ${group} in partition ${partition}, which says what ` +
      'was redriven. Nothing was sent: it might be the second time. To send all again that is left, delete the offsets of the ' +
      "redrive's consumer group.",
  )

/** 0 where nothing was committed, or nothing of ours. */
const sequenceOf = (metadata: string): number => {
  try {
    const { v, sequence }: { v?: unknown; sequence?: unknown } = JSON.parse(metadata)
    return v === VERSION && Number.isSafeInteger(sequence) ? (sequence as number) : 0
  } catch {
    return 0
  }
}
