import { join } from 'node:path'
import { mavenJar, mavenProject, pythonWith } from './peer-cache.ts'

/** How to run a prepared peer on a topic. */
export interface PreparedPeer {
  readonly command: string
  readonly args: (topic: string, events: number) => readonly string[]
}

/** Another system that does some of what the pipeline does: what to find it by, and what it is compared with. */
export interface Peer {
  readonly name: string
  /** The file in the directory of peers that says it is there. */
  readonly entry: string
  readonly does: string
  /** Fewer than the topic has where all of them would take it hours: a topic of its own then, made by the same generator. */
  readonly mostEvents: number | null
  /** A broker of its own, of this version, with one partition; null: the broker of the others. */
  readonly broker: string | null
  /** Fetches and builds what it needs; may take minutes the first time. */
  readonly prepare: (directory: string, stop: AbortSignal) => Promise<PreparedPeer>
}

export const FLINK = 'Flink SQL, 2 slots'
export const KAFKA_STREAMS = 'Kafka Streams, 2 threads'
export const QUIX = 'Quix Streams'
export const FAUST = 'Faust'

const RUN_FLINK = join(import.meta.dirname, 'flink_on_disk.py')

const flinkSql: Peer = {
  name: FLINK,
  entry: 'flink_sql.py',
  does: 'Flink SQL 2.3.0: counts by tenant and type, checkpoints every 10 s on disk; no dead letters, sessions, Parquet',
  mostEvents: null,
  broker: null,
  prepare: async (directory, stop) => {
    await mavenJar('org.apache.flink', 'flink-sql-connector-kafka', '5.0.0-2.2', stop)
    const command = await pythonWith(['apache-flink==2.3.0', 'confluent-kafka'], stop)
    return { command, args: (topic) => [RUN_FLINK, join(directory, 'flink_sql.py'), topic, '2'] }
  },
}

const kafkaStreams: Peer = {
  name: KAFKA_STREAMS,
  entry: 'kafka-streams/pom.xml',
  does: 'Kafka Streams 4.1.1, exactly_once_v2: one count a tenant; no validation, dead letters, sessions, Parquet',
  mostEvents: null,
  broker: null,
  prepare: async (directory, stop) => {
    const project = await mavenProject(join(directory, 'kafka-streams'), stop)
    const classpath = ['target/classes', 'target/lib/*'].map((path) => join(project, path)).join(':')
    const args = ['-Xmx2g', '-cp', classpath, 'Peer']
    return { command: 'java', args: (topic, events) => [...args, topic, String(events), 'exactly_once_v2', '2'] }
  },
}

const quix: Peer = {
  name: QUIX,
  entry: 'quix.py',
  does: 'Quix Streams 3.28, exactly once: one count a tenant; no dead letters, sessions, Parquet',
  mostEvents: 300_000,
  broker: null,
  prepare: async (directory, stop) => ({
    command: await pythonWith(['quixstreams==3.28.0'], stop),
    args: (topic, events) => [join(directory, 'quix.py'), topic, String(events)],
  }),
}

const faust: Peer = {
  name: FAUST,
  entry: 'faust_peer.py',
  does: 'Faust 0.11.3: counts and sessions, not exactly once; no dead letters, Parquet. Works with brokers up to 3.9, has one of 3.9.1',
  mostEvents: 30_000,
  broker: '3.9.1',
  prepare: async (directory, stop) => ({
    command: await pythonWith(['faust-streaming==0.11.3', 'aiokafka==0.12.0', 'orjson'], stop),
    args: (topic, events) => [join(directory, 'faust_peer.py'), topic, String(events)],
  }),
}

export const PEERS: readonly Peer[] = [flinkSql, kafkaStreams, quix, faust]
