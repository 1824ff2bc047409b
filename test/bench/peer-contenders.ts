import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { grouped } from '../../src/cli/progress.ts'
import { Refusal } from '../../src/config/refusal.ts'
import { startKafkaBroker } from '../support/kafka-broker.ts'
import type { Absent, Contender, Run } from './contender.ts'
import type { Ring } from './contenders.ts'
import { fillTopic } from './fill-topic.ts'
import { brokersOf } from './kafka-place.ts'
import { runPeerProcess } from './peer-process.ts'
import { peerRate } from './peer-rate.ts'
import { PEERS, type Peer, type PreparedPeer } from './peers.ts'

export interface PeersFound {
  readonly contenders: readonly Contender[]
  readonly absent: readonly Absent[]
}

/** @throws Refusal where there is none that anybody here knows. */
export const peersIn = (directory: string): readonly Peer[] => {
  const found = PEERS.filter(({ entry }) => existsSync(join(directory, entry)))
  if (found.length === 0)
    throw new Refusal(`--peers ${directory}: none of ${PEERS.map(({ entry }) => entry).join(', ')} is there`)
  return found
}

/** Gets each peer ready to run on a ring's Kafka; one that cannot be is absent, with its reason. */
export const preparePeers = async (
  ring: Ring,
  peers: readonly Peer[],
  directory: string,
  tell: (text: string) => void,
): Promise<PeersFound> => {
  const contenders: Contender[] = []
  const absent: Absent[] = []
  for (const peer of peers) {
    try {
      tell(`preparing ${peer.name}`)
      contenders.push(await peerContender(ring, peer, await peer.prepare(directory, ring.stop)))
    } catch (error) {
      if (ring.stop.aborted) throw error
      absent.push({ name: peer.name, does: peer.does, reason: (error as Error).message })
    }
  }
  return { contenders, absent }
}

const peerContender = async (ring: Ring, peer: Peer, prepared: PreparedPeer): Promise<Contender> => {
  const { place, shape, stop } = ring
  const events = Math.min(shape.events, peer.mostEvents ?? shape.events)
  const isSmaller = events < shape.events
  const topic = isSmaller ? `${place.topic}-${events}` : place.topic
  if (isSmaller && peer.broker === null) await fillTopic({ ...place, topic }, { ...shape, events }, stop)
  const runOn = (url: string) => runPeer(ring, prepared, { url, topic, events })
  return {
    name: peer.name,
    part: 'peer',
    does: isSmaller ? `${peer.does}; ${grouped(events)} events` : peer.does,
    events,
    runOnce:
      peer.broker === null ? () => runOn(place.url) : () => onOwnBroker(ring, peer.broker!, { topic, events }, runOn),
  }
}

interface PeerTopic {
  readonly topic: string
  readonly events: number
}

/** Started for the one run: the others would have it beside them. */
const onOwnBroker = async (
  { place, shape, stop }: Ring,
  version: string,
  { topic, events }: PeerTopic,
  runOn: (url: string) => Promise<Run>,
): Promise<Run> => {
  const broker = await startKafkaBroker({ version })
  try {
    const { url, brokers } = broker
    const own = { ...place, url, topic, location: { kind: 'kafka', brokers } as const }
    await fillTopic(own, { ...shape, events, partitions: 1 }, stop)
    return await runOn(url)
  } finally {
    await broker.stop()
  }
}

const START_MS = 180_000
/** The slowest of the fast ones on a busy machine is several times faster; the slow ones have no more than the start asks for. */
const SLOWEST_EVENTS_PER_MS = 10

const runPeer = async (
  { folder, stop }: Ring,
  { command, args }: PreparedPeer,
  { url, topic, events }: PeerTopic & { readonly url: string },
): Promise<Run> => {
  const { output, peakBytes, peakAnonBytes } = await runPeerProcess(
    {
      command,
      args: args(topic, events),
      folder,
      environment: { KAFKA_BROKERS: brokersOf(url).join(',') },
      patienceMs: START_MS + events / SLOWEST_EVENTS_PER_MS,
    },
    stop,
  )
  return { seconds: events / peerRate(output), events, peakBytes, peakAnonBytes }
}
