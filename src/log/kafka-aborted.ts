/** What is known of a fetched message or batch about its transaction. */
interface Fetched {
  readonly offset: string
  readonly key: Buffer | null
  readonly isControlRecord?: boolean
  readonly batchContext?: { readonly producerId: string; readonly inTransaction: boolean }
}

/** The end of an aborted transaction: version 0, type 0. A commit has type 1. */
const ABORT_MARKER = Buffer.from([0, 0, 0, 0])

/**
 * What is left of fetched messages for a reader that wants committed ones only. The broker names the aborted transactions by producer and
 * first offset; each ends at its marker, which stays.
 */
export const withoutAborted = <T extends Fetched>({
  messages,
  abortedTransactions,
}: {
  readonly messages: readonly T[]
  readonly abortedTransactions?: readonly { readonly producerId: string; readonly firstOffset: string }[]
}): readonly T[] => {
  const toCome = [...(abortedTransactions ?? [])].sort((a, b) => Number(a.firstOffset) - Number(b.firstOffset))
  if (toCome.length === 0) return messages
  const aborted = new Set<string>()
  return messages.filter(({ offset, key, isControlRecord, batchContext }) => {
    for (let next = toCome[0]; next !== undefined && Number(next.firstOffset) <= Number(offset); next = toCome[0]) {
      aborted.add(next.producerId)
      toCome.shift()
    }
    if (batchContext === undefined) return true // the formats before transactions
    if (isControlRecord === true) {
      if (key !== null && ABORT_MARKER.equals(key)) aborted.delete(batchContext.producerId)
      return true
    }
    return !(batchContext.inTransaction && aborted.has(batchContext.producerId))
  })
}
