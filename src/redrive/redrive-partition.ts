import { from, type Observable, takeUntil } from 'rxjs'
import { encodeSettled, settledTopic } from '../dead-letter/settled-letters.ts'
import type { PartitionClaim, Reader, Topics } from '../log/event-log.ts'
import type { OutgoingRecord } from '../log/record-batch.ts'
import { Chunk } from './chunk.ts'
import type { JudgeOptions } from './judge-letter.ts'
import { type Judged, judgedLetters, type Quota } from './judged-letters.ts'
import type { Pace } from './pace.ts'
import { encodeSequence, redriveProgress } from './redrive-progress.ts'

export interface RedriveOptions {
  readonly deadLetterTopic: string
  readonly parkedTopic: string
  readonly judge: JudgeOptions
  readonly quota: Quota
  readonly pace: Pace
  /** The most records of one transaction. */
  readonly chunkRecords: number
  /** How long the ledger's last record is waited for; 90 s where absent. */
  readonly ledgerPatienceMs?: number
  /** Settle what was judged, and end. */
  readonly stop: AbortSignal
}

/** So many letters went back, or were parked, and are settled with that. */
export interface Settled {
  readonly kind: 'settled'
  readonly partition: number
  readonly redriven: number
  readonly parked: number
}

export type RedriveReport = Judged | Settled | { readonly kind: 'finished'; readonly partition: number }

/** Of the records of one transaction, one letter more at most. */
const CHUNK_BYTES = 4 * 1024 * 1024

/**
 * Sends back the letters of a partition that pass today, up to its end as it was when it was taken.
 *
 * One transaction a chunk: the events, the parked letters, the ledger's record of which letters those were, and the group's offset. So who is
 * killed anywhere goes on from there, and no letter is sent twice by this group: what is settled is not looked at again. The offset is that of
 * the first letter that stays; settled ones behind it stand in the ledger alone.
 *
 * Keeps a chunk of letters and the ledger's ranges. Completes without `finished` when the partition is revoked. Any trouble with the log is an
 * error: whoever waits for a redrive can start it again.
 */
export const redrivePartition = (
  log: Reader & Topics,
  claim: PartitionClaim,
  options: RedriveOptions,
): Observable<RedriveReport> => from(redrive(log, claim, options)).pipe(takeUntil(claim.revoked$))

async function* redrive(
  log: Reader & Topics,
  claim: PartitionClaim,
  { deadLetterTopic, parkedTopic, judge, quota, pace, chunkRecords, ledgerPatienceMs, stop }: RedriveOptions,
): AsyncGenerator<RedriveReport> {
  const { partition } = claim
  const { group } = judge
  const taken = await claim.take()
  try {
    const {
      fromOffset,
      settled,
      sequence: before,
    } = await redriveProgress(log, taken, { deadLetterTopic, partition, group }, ledgerPatienceMs)
    let sequence = before
    const settle = async (chunk: Chunk, nextOffset: number): Promise<Settled> => {
      sequence++
      const ledger = ledgerRecord(chunk, { partition, group, sequence, now: judge.now })
      await taken.commit({
        nextOffset,
        metadata: encodeSequence(sequence),
        appends: [
          { topic: judge.events.topic, records: chunk.events },
          { topic: parkedTopic, records: chunk.parked },
          { topic: settledTopic(deadLetterTopic), records: [ledger] },
        ],
      })
      return { kind: 'settled', partition, redriven: chunk.events.length, parked: chunk.parked.length }
    }

    let chunk = new Chunk({ firstLeft: null, behind: fromOffset })
    const range = { partition, startOffset: fromOffset, endOffset: taken.endOffset }
    let isThrough = false
    for await (const judged of judgedLetters(log, deadLetterTopic, [range], settled, judge, quota, stop)) {
      if (judged.kind === 'through') {
        isThrough = true
        continue
      }
      chunk.add(judged)
      yield judged
      if (chunk.records < chunkRecords && chunk.bytes < CHUNK_BYTES) continue
      await pace(chunk.records, stop)
      yield await settle(chunk, chunk.firstLeft ?? chunk.behind)
      chunk = new Chunk(chunk)
    }
    const nextOffset = chunk.firstLeft ?? (isThrough ? Math.max(taken.endOffset, fromOffset) : chunk.behind)
    if (chunk.records > 0) await pace(chunk.records, stop)
    if (chunk.records > 0 || nextOffset > fromOffset) yield await settle(chunk, nextOffset)
    yield { kind: 'finished', partition }
  } finally {
    await taken.close()
  }
}

interface LedgerEntry {
  readonly partition: number
  readonly group: string
  readonly sequence: number
  readonly now: () => number
}

const ledgerRecord = (
  { redrivenOffsets, parkedOffsets }: Chunk,
  { partition, group, sequence, now }: LedgerEntry,
): OutgoingRecord => {
  const [redriven, parked] = [redrivenOffsets.ranges(), parkedOffsets.ranges()]
  const value = encodeSettled({ group, sequence, redriven, parked })
  return { partition, key: Buffer.from(group), value, headers: [], timestampMs: now() }
}
