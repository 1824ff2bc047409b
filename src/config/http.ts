import { BlockList, isIP, isIPv4 } from 'node:net'
import * as t from 'io-ts'
import { textCodec } from './text-codec.ts'

const Listening = t.readonly(t.type({ host: t.string, port: t.number }))
const HttpType = t.union([Listening, t.literal('off')])

/** Where the pipeline serves its dashboard; port 0 picks a free one. An IPv6 address is without its brackets here. */
export type HttpAddress = t.TypeOf<typeof HttpType>

const MOST_PORT = 65_535
const LABEL = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?'
const HOST_NAME = new RegExp(`^${LABEL}(?:\\.${LABEL})*$`)

/** Of digits and dots alone is an address that is written wrongly. */
const isHostName = (name: string): boolean => name.length <= 253 && HOST_NAME.test(name) && !/^[\d.]+$/.test(name)

const hostOf = (written: string): string | null => {
  const [, inBrackets] = /^\[(.+)\]$/.exec(written) ?? []
  if (inBrackets !== undefined) return isIP(inBrackets) === 6 ? inBrackets : null
  const name = written.toLowerCase()
  return isIPv4(name) || isHostName(name) ? name : null
}

export const HttpAddress = textCodec(
  'an address to listen on such as 127.0.0.1:8080 or [::1]:8080, or off',
  HttpType,
  (text): HttpAddress | null => {
    if (text === 'off') return text
    const [, written, digits] = /^(.+):(\d{1,5})$/.exec(text) ?? []
    const host = written === undefined ? null : hostOf(written)
    const port = Number(digits)
    return host !== null && port <= MOST_PORT ? { host, port } : null
  },
)

const loopback = new BlockList()
loopback.addSubnet('127.0.0.0', 8)
loopback.addAddress('::1', 'ipv6')

/** Whether only this machine reaches it. A name is taken for another's, but for the one that always means this one. */
export const isLoopback = (host: string): boolean =>
  host === 'localhost' || (isIP(host) !== 0 && loopback.check(host, isIPv4(host) ? 'ipv4' : 'ipv6'))

/** Names under which requests may ask, without ports; in small letters, as they are compared. */
export const HostNames = textCodec(
  'a host name such as tideline.example.com, or several with commas between',
  t.readonlyArray(t.string),
  (text): readonly string[] | null => {
    if (text === '') return []
    const names = text.split(',').map((name) => name.trim().toLowerCase())
    return names.every(isHostName) ? names : null
  },
)

/** Goes into a header as it is: so no spaces, and of ASCII. */
export const HttpToken = textCodec('a token of 16 to 1,024 ASCII characters without spaces', t.string, (text) =>
  /^[\x21-\x7e]{16,1024}$/.test(text) ? text : null,
)
