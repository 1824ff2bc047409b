/** What one append carries at most; a single larger value goes alone. */
const MOST_RECORDS = 5_000
const MOST_BYTES = 4 * 1024 * 1024

/** Cuts values into batches for one append each, in order. Keeps one batch in memory; the rest waits to be asked for. */
export function* recordBatches(values: Iterable<Buffer>): Generator<readonly Buffer[]> {
  let batch: Buffer[] = []
  let bytes = 0
  for (const value of values) {
    if (batch.length === MOST_RECORDS || (batch.length > 0 && bytes + value.length > MOST_BYTES)) {
      yield batch
      batch = []
      bytes = 0
    }
    batch.push(value)
    bytes += value.length
  }
  if (batch.length > 0) yield batch
}
