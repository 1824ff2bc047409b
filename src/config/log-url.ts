import * as t from 'io-ts'
import { textCodec } from './text-codec.ts'

const LogLocation = t.union([
  t.readonly(t.type({ kind: t.literal('lmdb'), path: t.string })),
  t.readonly(t.type({ kind: t.literal('kafka'), brokers: t.readonlyArray(t.string) })),
])

/** Where a log is: a directory of the embedded one, or the brokers (host:port) that know a Kafka cluster. */
export type LogLocation = t.TypeOf<typeof LogLocation>

// kafkajs splits a broker at its first colon, so an IPv6 address cannot be written.
const BROKER = /^[a-zA-Z0-9](?:[a-zA-Z0-9._-]{0,252}):(\d{1,5})$/

const isBroker = (text: string): boolean => {
  const port = Number(BROKER.exec(text)?.[1] ?? 0)
  return port >= 1 && port <= 65_535
}

const readLogUrl = (text: string): LogLocation | null => {
  // `lmdb://storage/log` looks like a URL and would be the directory /storage/log at the root of the disk.
  if (/^lmdb:(?!\/\/)[^\0]+$/.test(text)) return { kind: 'lmdb', path: text.slice('lmdb:'.length) }
  if (!text.startsWith('kafka://')) return null
  const brokers = text.slice('kafka://'.length).split(',')
  return brokers.every(isBroker) ? { kind: 'kafka', brokers } : null
}

export const LogUrl = textCodec('a log: lmdb:PATH or kafka://HOST:PORT[,HOST:PORT]', LogLocation, readLogUrl)
