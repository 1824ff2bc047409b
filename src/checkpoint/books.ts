/**
 * What went in and what came out between two commits of a partition (T8, S5). Offsets are [fromOffset, toOffset). Pairs are
 * (event, window) pairs. Unpaired are the starts of open sessions and the ends that wait; the oldest checkpoints and parts lack the
 * five numbers of sessions.
 */
export interface Books {
  readonly partition: number
  readonly fromOffset: number
  readonly toOffset: number
  readonly records: number
  readonly events: number
  readonly deadLetters: number
  readonly openPairsBefore: number
  readonly heldPairs: number
  readonly resultPairs: number
  readonly correctionPairs: number
  readonly openPairsAfter: number
  readonly unpairedBefore: number
  /** Starts and ends that name a session. */
  readonly sessionEvents: number
  readonly completedSessions: number
  readonly unmatchedSessions: number
  readonly unpairedAfter: number
}

/** The books do not balance: a defect of the program, after which no number of the partition is to be trusted. */
export class BooksError extends Error {
  override readonly name = 'BooksError'
}

/**
 * Stops a commit whose books do not balance, before anything of it is written (T8, S5). The numbers come from different places: records
 * from the log, events, held pairs and session events from the operators, what is open from the state that is saved, all else from what
 * came out.
 */
export const checkBooks = (books: Books): void => {
  const { partition, fromOffset, toOffset, records, events, deadLetters } = books
  const where = `partition ${partition}, offsets ${fromOffset} to ${toOffset}`
  if (records !== events + deadLetters)
    throw new BooksError(`${where}: ${records} records, but ${events} events + ${deadLetters} dead letters`)
  const { openPairsBefore, heldPairs, resultPairs, correctionPairs, openPairsAfter } = books
  if (openPairsBefore + heldPairs !== resultPairs + correctionPairs + openPairsAfter)
    throw new BooksError(
      `${where}: ${openPairsBefore} pairs open before + ${heldPairs} held, but ` +
        `${resultPairs} in results + ${correctionPairs} in corrections + ${openPairsAfter} still open`,
    )
  const { unpairedBefore, sessionEvents, completedSessions, unmatchedSessions, unpairedAfter } = books
  if (unpairedBefore + sessionEvents !== 2 * completedSessions + unmatchedSessions + unpairedAfter)
    throw new BooksError(
      `${where}: ${unpairedBefore} starts and ends unpaired before + ${sessionEvents} that came, but ` +
        `2 x ${completedSessions} in completed sessions + ${unmatchedSessions} unmatched + ${unpairedAfter} still unpaired`,
    )
}
