import { createRequire } from 'node:module'

// ListOffsets, with a way to ask for the end of all records. kafkajs' admin asks as a reader of committed records: where a transaction is
// open its answer stays before that, however much lies behind.

const require = createRequire(import.meta.url)

/** Given as the time of the offsets that are wanted: the end of all records, also of those that may not be read yet. No record has it. */
export const END_OF_ALL_RECORDS = -100
const LATEST = -1
const READ_UNCOMMITTED = 0

interface Wanted {
  readonly isolationLevel?: number
  readonly topics: readonly {
    readonly topic: string
    readonly partitions: readonly { readonly partition: number; readonly timestamp: number }[]
  }[]
}

const asKafkaKnowsIt = (wanted: Wanted): Wanted => {
  const isForAll = wanted.topics.some(({ partitions }) => partitions.some((p) => p.timestamp === END_OF_ALL_RECORDS))
  if (!isForAll) return wanted
  const latest = wanted.topics.map(({ topic, partitions }) => ({
    topic,
    partitions: partitions.map(({ partition }) => ({ partition, timestamp: LATEST })),
  }))
  return { ...wanted, isolationLevel: READ_UNCOMMITTED, topics: latest }
}

const { versions, protocol } = require('kafkajs/src/protocol/requests/listOffsets/index.js') as {
  versions: readonly string[]
  protocol(of: { readonly version: number }): (wanted: Wanted) => unknown
}

/** In the form that kafkajs keeps its requests in. */
export const listOffsets = {
  versions,
  protocol: (of: { readonly version: number }) => {
    const request = protocol(of)
    return (wanted: Wanted) => request(asKafkaKnowsIt(wanted))
  },
}
