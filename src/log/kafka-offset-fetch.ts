import { createRequire } from 'node:module'

// OffsetFetch as of version 7, which kafkajs does not speak: only from there on a broker says that an offset may still change
// because a transaction is being settled, instead of handing out the one before it (R3; KIP-447).

const require = createRequire(import.meta.url)

const API_KEY = 9
const STABLE_VERSION = 7
const OLD_VERSION = 4

interface Wanted {
  readonly groupId: string
  readonly topics: readonly { readonly topic: string; readonly partitions: readonly { readonly partition: number }[] }[]
}

interface Answer {
  readonly responses: readonly {
    readonly topic: string
    readonly partitions: readonly {
      readonly partition: number
      readonly offset: string
      readonly metadata: string | null
      readonly errorCode: number
    }[]
  }[]
  readonly errorCode: number
  readonly throttleTime: number
  readonly clientSideThrottleTime: number
}

const NO_TAGS = Buffer.from([0])

const varint = (value: number): Buffer => {
  const bytes: number[] = []
  let rest = value
  for (; rest > 127; rest >>>= 7) bytes.push((rest & 127) | 128)
  return Buffer.from([...bytes, rest])
}

const compactString = (text: string) => [varint(Buffer.byteLength(text) + 1), Buffer.from(text)]

const int32 = (value: number) => {
  const bytes = Buffer.allocUnsafe(4)
  bytes.writeInt32BE(value)
  return bytes
}

/** The body of the request, behind the tags of a header of version 2, which kafkajs' own header lacks. */
export const encodeOffsetFetch = ({ groupId, topics }: Wanted): Buffer => {
  const parts: Buffer[] = [NO_TAGS, ...compactString(groupId), varint(topics.length + 1)]
  for (const { topic, partitions } of topics) {
    parts.push(...compactString(topic), varint(partitions.length + 1))
    parts.push(...partitions.map(({ partition }) => int32(partition)), NO_TAGS)
  }
  return Buffer.concat([...parts, Buffer.from([1]), NO_TAGS])
}

export const decodeOffsetFetch = (bytes: Buffer): Answer => {
  let at = 0
  const skip = (length: number) => {
    at += length
    return at - length
  }
  const readVarint = () => {
    let value = 0
    for (let shift = 0; ; shift += 7) {
      const byte = bytes[skip(1)]!
      value |= (byte & 127) << shift
      if (byte < 128) return value
    }
  }
  const readInt32 = () => bytes.readInt32BE(skip(4))
  const readInt16 = () => bytes.readInt16BE(skip(2))
  const readString = () => {
    const length = readVarint() - 1
    return length < 0 ? null : bytes.toString('utf8', skip(length), at)
  }
  const skipTags = () => {
    for (let left = readVarint(); left > 0; left--) {
      readVarint()
      skip(readVarint())
    }
  }
  const readArray = <T>(readItem: () => T): T[] => Array.from({ length: readVarint() - 1 }, readItem)
  const readPartition = () => {
    const [partition, offset] = [readInt32(), String(bytes.readBigInt64BE(skip(8)))]
    readInt32() // the leader's epoch
    const [metadata, errorCode] = [readString(), readInt16()]
    skipTags()
    return { partition, offset, metadata, errorCode }
  }
  const readTopic = () => {
    const [topic, partitions] = [readString() ?? '', readArray(readPartition)]
    skipTags()
    return { topic, partitions }
  }
  skipTags() // of the header
  const throttleMs = readInt32()
  const responses = readArray(readTopic)
  return { responses, errorCode: readInt16(), throttleTime: 0, clientSideThrottleTime: throttleMs }
}

const { parse } = require('kafkajs/src/protocol/requests/offsetFetch/v2/response.js') as {
  parse(answer: Answer): Promise<Answer>
}

/** In the form that kafkajs keeps its requests in; for brokers before 2.5 as it has them. */
export const offsetFetch = {
  versions: [OLD_VERSION, STABLE_VERSION],
  protocol: ({ version }: { readonly version: number }) => (version === STABLE_VERSION ? stable : old),
}

const old = (wanted: Wanted) => ({
  request: require('kafkajs/src/protocol/requests/offsetFetch/v4/request.js')(wanted),
  response: require('kafkajs/src/protocol/requests/offsetFetch/v4/response.js'),
})

const stable = (wanted: Wanted) => ({
  request: {
    apiKey: API_KEY,
    apiVersion: STABLE_VERSION,
    apiName: 'OffsetFetch',
    encode: async () => {
      const bytes = encodeOffsetFetch(wanted)
      return { buf: bytes, buffer: bytes } // all that kafkajs asks of an encoder that it copies from
    },
  },
  response: {
    decode: async (payload: Buffer) => decodeOffsetFetch(payload),
    parse, // kafkajs knows the error UNSTABLE_OFFSET_COMMIT, and that it may be asked again
  },
})
