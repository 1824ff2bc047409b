import { createPrivateKey, X509Certificate } from 'node:crypto'
import * as t from 'io-ts'
import { textCodec } from './text-codec.ts'

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g

const worksOut = (parse: () => unknown): boolean => {
  try {
    parse()
    return true
  } catch {
    return false
  }
}

/** One certificate or several, with whatever notes stand between them; kept as they are. */
export const PemCertificates = textCodec('a certificate in PEM, or several', t.string, (text) => {
  const found = text.match(CERTIFICATE) ?? []
  return found.length > 0 && found.every((pem) => worksOut(() => new X509Certificate(pem))) ? text : null
})

/** Kept as it is. One with a passphrase would need another secret to open it. */
export const PemKey = textCodec('a private key in PEM without a passphrase', t.string, (text) =>
  worksOut(() => createPrivateKey(text)) ? text : null,
)

/** Whether the first certificate, which is shown, is of this key. */
export const belongTogether = (certificates: string, key: string): boolean =>
  new X509Certificate(certificates).checkPrivateKey(createPrivateKey(key))
