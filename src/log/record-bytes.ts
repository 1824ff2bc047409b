import { headerNameBytes } from './header-name-bytes.ts'
import type { Header, OutgoingRecord } from './record-batch.ts'

/** The largest frames there are around a batch, a record and a header: every length written as wide as it can get. */
const BATCH_FRAME_BYTES = 61
const RECORD_FRAME_BYTES = 36
const HEADER_FRAME_BYTES = 10

/** An upper bound of the bytes that a record takes in a Kafka log, alone in its batch; one in the embedded log takes less. */
export const recordBytes = ({ key, value, headers }: Pick<OutgoingRecord, 'key' | 'value' | 'headers'>): number =>
  BATCH_FRAME_BYTES + RECORD_FRAME_BYTES + (key?.length ?? 0) + (value?.length ?? 0) + headerBytes(headers)

/** The part of it that some headers take. */
export const headerBytes = (headers: readonly Header[]): number => {
  let bytes = 0
  for (const { key, value } of headers) bytes += HEADER_FRAME_BYTES + headerNameBytes(key).length + (value?.length ?? 0)
  return bytes
}
