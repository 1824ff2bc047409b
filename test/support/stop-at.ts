// Preloaded by a process of the trials behind tsx: stops it (SIGSTOP) before or after one operation on its files or its broker.
import { writeSync } from 'node:fs'
import fileSystem, { type FileHandle } from 'node:fs/promises'
import { syncBuiltinESMExports } from 'node:module'
import { Socket } from 'node:net'
import { requestName } from './kafka-requests.ts'
import { ARM_SIGNAL, STOP_VARIABLE, STOPPING, type StopPlace } from './stop-place.ts'

const { when, operation, from }: StopPlace = JSON.parse(process.env[STOP_VARIABLE]!)
let isArmed = from === 'start'
process.on(ARM_SIGNAL, () => {
  isArmed = true
})

/** True once, for the one operation that it is about. */
const isThePlace = (name: string): boolean => {
  const isIt = isArmed && name.startsWith(operation)
  if (isIt) isArmed = false
  return isIt
}

const stop = () => {
  writeSync(2, `${STOPPING} ${when} ${operation}\n`)
  process.kill(process.pid, 'SIGSTOP')
}

const around = async <T>(name: string, action: () => Promise<T>): Promise<T> => {
  const isThere = isThePlace(name)
  if (isThere && when === 'before') stop()
  const result = await action()
  if (isThere && when === 'after') stop()
  return result
}

/** The path from the storage's own folders on: `.staging/p0-...`, `session_stats.parquet/date=...`. */
const within = (path: unknown): string =>
  /(\.staging|\.checkpoints|\w+\.parquet\/date=).*$/.exec(String(path))?.[0] ?? ''

const { open, link, unlink, readFile } = fileSystem
Object.assign(fileSystem, {
  open: async (path: string, flags: string) => {
    const file: FileHandle = await open(path, flags)
    const { sync, close } = file
    const isNew = flags === 'wx'
    file.sync = () => (isNew ? sync.call(file) : around(`sync ${within(path)}`, () => sync.call(file)))
    // A file is created when it is whole and synced: at its close.
    file.close = () => (isNew ? around(`create ${within(path)}`, () => close.call(file)) : close.call(file))
    return file
  },
  link: (from: string, to: string) => around(`link ${within(from)}`, () => link(from, to)),
  unlink: (path: string) => around(`unlink ${within(path)}`, () => unlink(path)),
  readFile: (path: string) => around(`read ${within(path)}`, () => readFile(path)),
})
syncBuiltinESMExports()

const { write } = Socket.prototype
Socket.prototype.write = function (this: Socket, ...args: unknown[]) {
  const [bytes] = args
  // kafkajs writes each request at once, and nothing else writes buffers of more than its header to sockets here.
  const isRequest = Buffer.isBuffer(bytes) && bytes.length > 12 && bytes.readInt32BE(0) === bytes.length - 4
  const isThere = isRequest && isThePlace(`request ${requestName(bytes)}`)
  if (isThere && when === 'before') stop()
  const written = Reflect.apply(write, this, args)
  if (isThere && when === 'after') stop()
  return written
}
