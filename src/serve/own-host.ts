import { isIP, isIPv6 } from 'node:net'

/** `name`, `name:port`, `[address]`, `[address]:port`. */
const HOST = /^(?:\[(?<address>[\da-fA-F:.]+)\]|(?<name>[^[\]:]+))(?::\d{1,5})?$/

/**
 * Whether a Host header names this server in a way that nobody else's DNS can: by an IP address, as `localhost`, or by one of the names that
 * its operator gave to it, whatever their case. A page of evil.example that has its own name point to 127.0.0.1 (DNS rebinding)
 * is then of the server's own origin for a browser, but still says Host: evil.example.
 */
export const isOwnHost = (host: string | undefined, names: readonly string[]): boolean => {
  const { address, name } = HOST.exec(host ?? '')?.groups ?? {}
  if (address !== undefined) return isIPv6(address)
  if (name === undefined) return false
  const lower = name.toLowerCase()
  return isIP(lower) !== 0 || lower === 'localhost' || names.some((own) => own.toLowerCase() === lower)
}
