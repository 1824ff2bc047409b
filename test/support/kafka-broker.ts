import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { kafkaJars } from './kafka-jars.ts'

export { javaAndMaven } from './kafka-jars.ts'

const COMPOSE_FILE = path.resolve(import.meta.dirname, '../../docker-compose.yml')
const STARTUP_MS = 60_000
const STOP_MS = 15_000

export interface KafkaBroker {
  readonly url: string
  readonly brokers: readonly string[]
  /** Where it keeps its logs, a folder a partition. */
  readonly dataFolder: string
  /** The port of another listener that was asked for. */
  portOf(listener: string): number
  /** Ends the broker as an operator would, and forgets its data. */
  stop(): Promise<void>
  /** Ends the broker as a power cut would; its data stay for `restart`. */
  kill(): Promise<void>
  /** Starts a killed broker again, on the same port and data. */
  restart(): Promise<void>
}

/** Half a minute after its start a broker would delete records that have the times of another year, as tests write them. */
const KEEP_ALL = { 'log.retention.ms': '-1' }

/** What a broker process listens on and writes to, all that differs between the container's broker and a test's. */
export interface BrokerPlace {
  readonly port: number
  readonly controllerPort: number
  readonly dataFolder: string
  /** The port that it tells its clients to come to, where that is not its own: a proxy's. */
  readonly advertisedPort?: number | undefined
  /** Listeners besides the plain one, by name, with their ports; their clients come to them as localhost. */
  readonly listeners?: ReadonlyMap<string, number> | undefined
  /** What a test wants otherwise than docker-compose.yml has it, by Kafka's names. */
  readonly settings?: Readonly<Record<string, string>> | undefined
}

/** The broker settings in docker-compose.yml by Kafka's own names: KAFKA_LOG_DIRS there is log.dirs here. */
export const composeSettings = async (): Promise<Map<string, string>> => {
  const lines = (await readFile(COMPOSE_FILE, 'utf8')).split('\n')
  const entries = lines.flatMap((line) => {
    const [, name, value] = /^ +KAFKA_([A-Z_]+): "(.*)"$/.exec(line) ?? []
    return name === undefined || value === undefined ? [] : [[name.toLowerCase().replaceAll('_', '.'), value] as const]
  })
  return new Map(entries)
}

/** The settings that a test's broker runs with: docker-compose.yml's, but for addresses and folders. */
export const brokerSettings = async ({
  port,
  controllerPort,
  dataFolder,
  advertisedPort = port,
  listeners = new Map(),
  settings = {},
}: BrokerPlace): Promise<Map<string, string>> => {
  const others = (host: string) => [...listeners].map(([name, at]) => `,${name}://${host}:${at}`).join('')
  return new Map([
    ...(await composeSettings()),
    ['listeners', `PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controllerPort}${others('127.0.0.1')}`],
    ['advertised.listeners', `PLAINTEXT://127.0.0.1:${advertisedPort}${others('localhost')}`],
    ['controller.quorum.voters', `1@127.0.0.1:${controllerPort}`],
    ['log.dirs', dataFolder],
    ...Object.entries(settings),
  ])
}

const freePorts = async (count: number): Promise<number[]> => {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'))
  await Promise.all(servers.map((server) => once(server, 'listening')))
  const ports = servers.map((server) => (server.address() as { port: number }).port)
  await Promise.all(servers.map((server) => once(server.close(), 'close')))
  return ports
}

const listens = (port: number) =>
  new Promise<boolean>((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.on('connect', () => resolve(true)).on('error', () => resolve(false))
    socket.on('connect', () => socket.destroy())
  })

const untilListening = async (broker: ChildProcess, port: number, output: () => string) => {
  const deadline = Date.now() + STARTUP_MS
  while (!(await listens(port))) {
    if (broker.exitCode !== null) throw new Error(`the Kafka broker ended with code ${broker.exitCode}: ${output()}`)
    if (Date.now() > deadline) throw new Error(`the Kafka broker did not start in ${STARTUP_MS} ms: ${output()}`)
    await sleep(100)
  }
}

const end = async (broker: ChildProcess, signal: NodeJS.Signals) => {
  if (broker.exitCode !== null || broker.signalCode !== null) return
  const ended = once(broker, 'exit')
  broker.kill(signal)
  const last = setTimeout(() => broker.kill('SIGKILL'), STOP_MS)
  await ended
  clearTimeout(last)
}

/** A real Apache Kafka broker of one node on free local ports; ends with this process at the latest. */
export const startKafkaBroker = async ({
  version,
  advertisedPort,
  settings: asked,
  listeners: names = [],
  scramUsers = [],
}: {
  version: string
  advertisedPort?: number
  settings?: Readonly<Record<string, string>>
  /** Listeners besides the plain one; `settings` has to say what they are. */
  listeners?: readonly string[]
  /** As kafka-storage takes them: `SCRAM-SHA-256=[name=...,password=...]`. */
  scramUsers?: readonly string[]
}): Promise<KafkaBroker> => {
  const classpath = `${await kafkaJars(version)}/*`
  const folder = await mkdtemp(path.join(tmpdir(), 'tideline-kafka-'))
  const [port, controllerPort, ...ports] = (await freePorts(2 + names.length)) as [number, number, ...number[]]
  const listeners = new Map(names.map((name, i) => [name, ports[i]!]))
  const dataFolder = path.join(folder, 'data')
  const settings = await brokerSettings({
    ...{ port, controllerPort, dataFolder, advertisedPort, listeners },
    settings: { ...KEEP_ALL, ...asked },
  })
  const properties = path.join(folder, 'server.properties')
  await writeFile(properties, [...settings].map(([name, value]) => `${name}=${value}\n`).join(''))
  // Hexadecimal, since an id that begins with a dash would be taken for an option.
  const format = [
    'kafka.tools.StorageTool',
    'format',
    '-t',
    randomBytes(12).toString('hex').slice(0, 22),
    '-c',
    properties,
    ...scramUsers.flatMap((user) => ['--add-scram', user]),
  ]
  await promisify(execFile)('java', ['-cp', classpath, ...format])

  const start = async () => {
    const java = spawn('java', ['-Xmx512m', '-cp', classpath, 'kafka.Kafka', properties])
    let output = ''
    const collect = (bytes: Buffer) => {
      output = (output + bytes.toString()).slice(-4_000)
    }
    java.stdout.on('data', collect)
    java.stderr.on('data', collect)
    const endToo = () => java.kill('SIGKILL')
    process.on('exit', endToo)
    java.on('exit', () => process.off('exit', endToo))
    try {
      await untilListening(java, port, () => output)
    } catch (error) {
      endToo()
      throw error
    }
    return java
  }

  let broker = await start()
  return {
    url: `kafka://127.0.0.1:${port}`,
    brokers: [`127.0.0.1:${port}`],
    dataFolder,
    portOf: (listener) => listeners.get(listener)!,
    stop: async () => {
      await end(broker, 'SIGTERM')
      await rm(folder, { recursive: true, force: true })
    },
    kill: () => end(broker, 'SIGKILL'),
    restart: async () => {
      broker = await start()
    },
  }
}
