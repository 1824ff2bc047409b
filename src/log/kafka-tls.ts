import { createSecureContext, type SecureContext } from 'node:tls'
import type { KafkaSecurity } from './kafka-security.ts'

/** Made once for all of a client's connections; null where they are in the clear. */
export const secureContextOf = ({ tls }: KafkaSecurity): SecureContext | null => {
  if (tls === null) return null
  const { ca, cert, key } = tls
  return createSecureContext({
    ...(ca !== null && { ca }),
    ...(cert !== null && { cert }),
    ...(key !== null && { key }),
  })
}
