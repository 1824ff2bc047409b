import { countByReason } from '../dead-letter/count-letters.ts'
import type { DeadLetter } from '../dead-letter/dead-letter.ts'
import { type Origin, originOf } from '../dead-letter/headers.ts'
import type { Reason } from '../event/reason.ts'
import type { Tally } from './judge-commit.ts'
import type { Pending } from './pending.ts'
import type { Position } from './position.ts'

type SchemaError = Origin['errors'][number]

/** Too many records of a commit are dead letters: what was seen of them. Nothing of a record but its place. */
export interface InvalidRecords extends Tally {
  readonly partition: number
  /** Offsets [fromOffset, toOffset). */
  readonly fromOffset: number
  readonly toOffset: number
  /** With the commits before that it was judged with. */
  readonly together: Tally
  readonly maxShare: number
  /** The most frequent first. */
  readonly reasons: readonly { readonly reason: Reason; readonly deadLetters: number }[]
  /** What is wrong most often with those that break the schema, as the first 1,000 of them say. */
  readonly schemaError: SchemaError | null
  /** The first one with the most frequent reason. */
  readonly example: Pick<Origin, 'topic' | 'partition' | 'offset'> | null
}

/** Looking into more of them would stop other partitions for longer than it is worth. */
const MOST_LOOKED_INTO = 1_000

export const invalidRecords = (
  { records, deadLetters, nextOffset }: Pending,
  position: Position,
  together: Tally,
  maxShare: number,
): InvalidRecords => {
  const counts = Object.entries(countByReason(deadLetters)) as [Reason, number][]
  const reasons = counts.map(([reason, count]) => ({ reason, deadLetters: count }))
  reasons.sort((a, b) => b.deadLetters - a.deadLetters)
  const first = deadLetters.find(({ reason }) => reason === reasons[0]?.reason)
  return {
    partition: position.partition,
    fromOffset: position.nextOffset,
    toOffset: nextOffset ?? position.nextOffset,
    records,
    deadLetters: deadLetters.length,
    together,
    maxShare,
    reasons,
    schemaError: commonError(deadLetters),
    example: first === undefined ? null : placeOf(first),
  }
}

const placeOf = ({ record }: DeadLetter): InvalidRecords['example'] => {
  const origin = originOf(record.headers)
  return origin && { topic: origin.topic, partition: origin.partition, offset: origin.offset }
}

const commonError = (letters: readonly DeadLetter[]): SchemaError | null => {
  const counts = new Map<string, { readonly error: SchemaError; count: number }>()
  const broken = letters.filter(({ reason }) => reason === 'schema').slice(0, MOST_LOOKED_INTO)
  for (const { record } of broken)
    for (const error of originOf(record.headers)?.errors ?? []) {
      const key = JSON.stringify([error.path, error.expected, error.hint])
      const known = counts.get(key)
      if (known === undefined) counts.set(key, { error, count: 1 })
      else known.count++
    }
  return [...counts.values()].sort((a, b) => b.count - a.count)[0]?.error ?? null
}

/** What was seen, what became of it, and what to do, in one line. */
export const invalidRecordsText = (seen: InvalidRecords, isForced: boolean): string => {
  const { partition, fromOffset, toOffset, together, maxShare, reasons, schemaError, example } = seen
  const before =
    together.records === seen.records
      ? ''
      : `, ${tallyText(together)} with the commits before, too small to judge alone`
  const broken =
    schemaError === null
      ? ''
      : `; most often ${schemaError.path}: expected ${schemaError.expected}${schemaError.hint === undefined ? '' : ` (${schemaError.hint})`}`
  const where =
    example === null ? '' : `. One is topic ${example.topic}, partition ${example.partition}, offset ${example.offset}`
  return (
    `partition ${partition}, offsets ${fromOffset} to ${toOffset}: ${tallyText(seen)} are no events${before}. ` +
    `--max-invalid allows ${percent(maxShare)}: ${isForced ? FORCED : REFUSED}. ` +
    `Seen: ${reasons.map(({ reason, deadLetters }) => `${reason} ${deadLetters}`).join(', ')}${broken}${where}. ` +
    (isForced ? LOOK : MEND)
  )
}

const FORCED = 'they are dead letters now all the same, as --force wants'
const REFUSED = 'nothing of it is committed, and none of them is a dead letter yet'
const LOOK = 'Look at them with npm run dlq -- ls, and mend what produces them'
const MEND =
  'Mend what produces them. A live pipeline tries again by itself, and goes on only where good records that came meanwhile fit into the same ' +
  'commit; to make dead letters of them, run it with --force'

const tallyText = ({ records, deadLetters }: Tally): string =>
  `${deadLetters} of ${records} records (${percent(deadLetters / records)})`

/** With up to two digits behind the point. */
const percent = (share: number): string => `${Number((100 * share).toFixed(2))}%`
