import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Ring } from './contenders.ts'
import { peersIn, preparePeers } from './peer-contenders.ts'
import type { Peer } from './peers.ts'

let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tideline-peers-'))
})
afterEach(() => rm(folder, { recursive: true }))

const ring = (): Ring => ({
  place: {
    name: 'Kafka',
    url: 'kafka://127.0.0.1:9,127.0.0.1:10',
    location: { kind: 'kafka', brokers: [] },
    topic: 'bench-1',
    clear: async () => {},
  },
  shape: { events: 1_000, tenants: 1, seed: 1, partitions: 4 },
  folder,
  stop: new AbortController().signal,
})

const peer = (name: string, script: string): Peer => ({
  name,
  entry: name,
  does: name,
  mostEvents: null,
  broker: null,
  prepare: async () => ({ command: 'sh', args: (topic, events) => ['-c', script, name, topic, String(events)] }),
})

const prepare = (...peers: readonly Peer[]) => preparePeers(ring(), peers, folder, () => {})

describe('peersIn', () => {
  it('knows them by their programs', async () => {
    await mkdir(join(folder, 'kafka-streams'))
    await writeFile(join(folder, 'kafka-streams/pom.xml'), '')
    await writeFile(join(folder, 'quix.py'), '')
    expect(peersIn(folder).map(({ name }) => name)).toEqual(['Kafka Streams, 2 threads', 'Quix Streams'])
  })

  it('refuses a directory without any', () => {
    expect(() => peersIn(folder)).toThrow(
      `--peers ${folder}: none of flink_sql.py, kafka-streams/pom.xml, quix.py, faust_peer.py is there`,
    )
  })
})

describe('preparePeers', () => {
  it('has a contender that runs on the topic and takes its rate', async () => {
    const { contenders } = await prepare(
      peer('a', '[ "$1 $2 $KAFKA_BROKERS" = "bench-1 1000 127.0.0.1:9,127.0.0.1:10" ] && echo RATE 500'),
    )
    expect(await contenders[0]!.runOnce()).toMatchObject({ seconds: 2, events: 1_000 })
  })

  it('goes on without one that cannot be prepared, and says why', async () => {
    const broken: Peer = { ...peer('b', ''), prepare: () => Promise.reject(new Error('no Maven')) }
    const { contenders, absent } = await prepare(broken, peer('c', 'true'))
    expect(absent).toEqual([{ name: 'b', does: 'b', reason: 'no Maven' }])
    expect(contenders.map(({ name }) => name)).toEqual(['c'])
    await expect(contenders[0]!.runOnce()).rejects.toThrow('it ended without its RATE')
  })
})
