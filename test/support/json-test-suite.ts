import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'

export interface JsonCase {
  /** Begins with y, n or i: valid JSON, none, or as the parser likes it. */
  readonly name: string
  readonly json: 'valid' | 'invalid' | 'implementation-defined'
  readonly bytes: Buffer
}

const FILE = path.resolve(import.meta.dirname, '../../../shared/data/json-test-suite.ndjson')

/** The parsing cases of nst/JSONTestSuite, kept beside the repository; none where they are not there, said once. In CI they have to be. */
export const jsonTestSuite = (): readonly JsonCase[] => {
  if (!existsSync(FILE) && !process.env.CI) {
    console.warn('Skipped, the cases of JSONTestSuite: ../shared/data/json-test-suite.ndjson is not there.')
    return []
  }
  const lines = readFileSync(FILE, 'utf8').trimEnd().split('\n')
  return lines.map((line) => {
    const { name, json, bytes }: Omit<JsonCase, 'bytes'> & { readonly bytes: string } = JSON.parse(line)
    return { name, json, bytes: Buffer.from(bytes, 'base64') }
  })
}
