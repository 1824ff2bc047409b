import * as t from 'io-ts'
import { textCodec } from './text-codec.ts'

const originOf = (text: string): string | null => {
  if (!URL.canParse(text)) return null
  const { protocol, origin, username, password, pathname, search, hash } = new URL(text)
  const isBare = username === '' && password === '' && pathname === '/' && search === '' && hash === ''
  return isBare && /^https?:$/.test(protocol) ? origin : null
}

/** Where a pipeline serves, as an origin: without a path, and without a password, which would show in the process list. */
export const HttpUrl = textCodec('an address such as http://127.0.0.1:8080', t.string, originOf)
