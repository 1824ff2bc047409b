/** The requests that the trials stop, swallow or cut at, by the key that Kafka's protocol gives them. */
const NAMES: Readonly<Record<number, string>> = {
  0: 'Produce',
  1: 'Fetch',
  2: 'ListOffsets',
  3: 'Metadata',
  8: 'OffsetCommit',
  9: 'OffsetFetch',
  10: 'FindCoordinator',
  11: 'JoinGroup',
  12: 'Heartbeat',
  13: 'LeaveGroup',
  14: 'SyncGroup',
  18: 'ApiVersions',
  22: 'InitProducerId',
  24: 'AddPartitionsToTxn',
  25: 'AddOffsetsToTxn',
  26: 'EndTxn',
  28: 'TxnOffsetCommit',
}

const LENGTH_BYTES = 4

/** `EndTxn` for a frame (length, api key, version, correlation id ...) that begins in these bytes. */
export const requestName = (frame: Buffer): string => {
  const key = frame.readInt16BE(LENGTH_BYTES)
  return NAMES[key] ?? `request ${key}`
}

export const requestId = (frame: Buffer): number => frame.readInt32BE(LENGTH_BYTES + 4)

/** What joins a request to its response, which begins with it. */
export const responseId = (frame: Buffer): number => frame.readInt32BE(LENGTH_BYTES)

/** Cuts a stream of bytes into frames; keeps the beginning of one that is not whole yet. */
export const frameCutter = () => {
  let rest: Buffer = Buffer.alloc(0)
  return (bytes: Buffer): Buffer[] => {
    rest = Buffer.concat([rest, bytes])
    const frames: Buffer[] = []
    while (rest.length >= LENGTH_BYTES && rest.length >= LENGTH_BYTES + rest.readInt32BE(0)) {
      const end = LENGTH_BYTES + rest.readInt32BE(0)
      frames.push(rest.subarray(0, end))
      rest = rest.subarray(end)
    }
    return frames
  }
}
