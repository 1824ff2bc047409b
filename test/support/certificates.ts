import { execFile, spawnSync } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'

/** Why certificates cannot be made here; null where they can. */
export const opensslMissing = (): string | null =>
  spawnSync('openssl', ['version'], { stdio: 'ignore' }).status === 0 ? null : 'there is no openssl'

/** A certificate and its private key, as paths of PEM files. */
export interface KeyPair {
  readonly cert: string
  readonly key: string
  /** Both in one file, as Kafka's brokers want them. */
  readonly both: string
}

export interface Authority extends KeyPair {
  /** Signs one for a name; `altNames` are OpenSSL's: `DNS:localhost,IP:127.0.0.1`. */
  sign(name: string, altNames: string, days?: number): Promise<KeyPair>
}

const openssl = (...args: readonly string[]) => promisify(execFile)('openssl', [...args])
const read = async (...args: readonly string[]) => (await openssl(...args)).stdout

/** A certificate authority of two days, its files in a folder under its name. */
export const makeAuthority = async (folder: string, name: string): Promise<Authority> => {
  const at = (file: string) => join(folder, file)
  const newKey = async (of: string) => {
    await openssl('genpkey', '-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256', '-out', at(`${of}.key`))
    return at(`${of}.key`)
  }
  const pair = async (of: string, key: string): Promise<KeyPair> => {
    const cert = at(`${of}.pem`)
    await writeFile(at(`${of}.both.pem`), (await read('pkey', '-in', key)) + (await read('x509', '-in', cert)))
    return { cert, key, both: at(`${of}.both.pem`) }
  }
  const key = await newKey(name)
  await openssl('req', '-x509', '-new', '-key', key, '-subj', `/CN=${name}`, '-days', '2', '-out', at(`${name}.pem`))
  return {
    ...(await pair(name, key)),
    sign: async (of, altNames, days = 2) => {
      const ofKey = await newKey(of)
      await openssl('req', '-new', '-key', ofKey, '-subj', `/CN=${of}`, '-out', at(`${of}.csr`))
      await writeFile(at(`${of}.ext`), `subjectAltName=${altNames}\n`)
      const signer = ['-CA', at(`${name}.pem`), '-CAkey', key, '-CAcreateserial', '-days', String(days)]
      await openssl(
        'x509',
        '-req',
        '-in',
        at(`${of}.csr`),
        ...signer,
        '-extfile',
        at(`${of}.ext`),
        '-out',
        at(`${of}.pem`),
      )
      return pair(of, ofKey)
    },
  }
}
