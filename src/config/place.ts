import * as t from 'io-ts'
import { textCodec } from './text-codec.ts'

const PlaceType = t.readonly(t.type({ partition: t.number, offset: t.number }))

/** Where a record lies in its topic. */
export type Place = t.TypeOf<typeof PlaceType>

/** Kafka numbers partitions in 31 bits. */
const MOST_PARTITION = 2 ** 31 - 1

export const Place = textCodec('a place such as 0:17, a partition and an offset in it', PlaceType, (text) => {
  const [, partition, offset] = (/^(\d{1,10}):(\d{1,16})$/.exec(text) ?? []).map(Number)
  if (partition === undefined || offset === undefined) return null
  return partition <= MOST_PARTITION && Number.isSafeInteger(offset) ? { partition, offset } : null
})
