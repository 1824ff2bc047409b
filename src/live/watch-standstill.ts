import { map, type OperatorFunction, pipe, scan } from 'rxjs'
import { type Look, NOTHING_SEEN, type Seen, type Standstill, seenAfter } from './standstill.ts'

/** Nothing has moved in a partition for too long, though it has lag: the message is for the program's user. */
export class StandstillError extends Error {
  override readonly name = 'StandstillError'
}

/**
 * Says at each look which partitions have lag and stand where they stood, however short; and fails when one of them has for `stallMs`.
 *
 *   looks   a--b--c--d--e       one a second: at a and b the next offset is 0, from c on it is 2, and the log ends at 9
 *   out     a--a--c--c--#       who stands still since when; with a `stallMs` of 2 s
 *
 * Looks should come once a second; only time that was watched counts (standstill.ts). Keeps an offset and a time a partition.
 * @throws StandstillError which partitions, where, for how long, and what to do.
 */
export const watchStandstill = (stallMs: number): OperatorFunction<Look, readonly Standstill[]> =>
  pipe(
    scan(seenAfter, NOTHING_SEEN),
    map(({ standstills, atMs }: Seen) => {
      const stalled = standstills.filter(({ sinceMs }) => atMs - sinceMs >= stallMs)
      if (stalled.length > 0) throw new StandstillError(standstillText(stalled, atMs))
      return standstills
    }),
  )

/** More are only counted. */
const MOST_NAMED = 5

const standstillText = (stalled: readonly Standstill[], atMs: number): string => {
  const named = stalled.slice(0, MOST_NAMED).map(({ partition, nextOffset, endOffset, sinceMs }) => {
    const seconds = Math.floor((atMs - sinceMs) / 1000)
    return `partition ${partition} has stood at offset ${nextOffset} for ${seconds} s, though the log goes on to ${endOffset}`
  })
  const more = stalled.length > MOST_NAMED ? `; so have ${stalled.length - MOST_NAMED} more` : ''
  return (
    `nothing moves: ${named.join('; ')}${more}. Nothing is lost: what was committed stays, and whoever starts this again goes on from there, ` +
    'as a supervisor should. If it comes again, look at the broker and the disk; --stall says how long to wait, or off'
  )
}
