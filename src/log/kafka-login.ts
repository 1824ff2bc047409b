import { readFile } from 'node:fs/promises'
import type { AuthenticationProviderArgs, Mechanism, SASLOptions } from 'kafkajs'
import { LogError } from './event-log.ts'
import type { KafkaLogin } from './kafka-security.ts'

/** A login as kafkajs wants it. It logs in once a connection, and again before the broker would end a session (KIP-368). */
export const saslOptions = (login: KafkaLogin): SASLOptions | Mechanism => {
  const { mechanism } = login
  if (mechanism === 'oauthbearer') return { mechanism, authenticationProvider: byToken(login.tokenFile) }
  return { mechanism, username: login.user, password: login.password } as SASLOptions
}

/**
 * Logs in with a token (RFC 7628). kafkajs' own way takes any answer for a yes, where a broker that does not like a token first says why,
 * and wants to be asked once more before it refuses: the connection would be ended at the next request, for no reason that anyone sees.
 */
const byToken =
  (tokenFile: string) =>
  ({ saslAuthenticate }: AuthenticationProviderArgs) => ({
    authenticate: async () => {
      const token = await readToken(tokenFile)
      const say = (text: string) => saslAuthenticate({ request: framed(text), response: UNFRAMED })
      const complaint = await say(`n,,\x01auth=Bearer ${token}\x01\x01`)
      if (!complaint) return
      await say('\x01')
      throw new LogError('unauthenticated', `the broker does not take the token in ${tokenFile}: ${complaint}`)
    },
  })

const LENGTH_BYTES = 4

/** With its length before it, as kafkajs takes an encoder's result apart. */
const framed = (text: string) => ({
  encode: async () => {
    const bytes = Buffer.alloc(LENGTH_BYTES + Buffer.byteLength(text))
    bytes.writeInt32BE(bytes.length - LENGTH_BYTES)
    bytes.write(text, LENGTH_BYTES)
    return bytes
  },
})

const UNFRAMED = {
  decode: (bytes: Buffer) => bytes.subarray(LENGTH_BYTES),
  parse: (bytes: Buffer) => bytes.toString(),
}

/** What may be in a header; a token is sent between two of other characters. */
const TOKEN = /^[\x21-\x7e]+$/

const readToken = async (path: string): Promise<string> => {
  const refused = (why: string, cause?: unknown) =>
    new LogError('unauthenticated', `logging in to Kafka: the token file ${path} ${why}`, { cause })
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw refused(error.code === 'ENOENT' ? 'is not there' : `cannot be read (${error.code})`, error)
  })
  const token = text.trim()
  if (!TOKEN.test(token)) throw refused(token === '' ? 'is empty' : 'holds something else than one token')
  return token
}
