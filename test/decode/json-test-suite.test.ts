import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { isLeft } from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { decodeEvent } from '../../src/decode/decode-event.ts'
import { judge } from './oracle.ts'

interface Case {
  readonly name: string
  readonly json: 'valid' | 'invalid' | 'implementation-defined'
  readonly bytes: string
}

/** The parsing cases of nst/JSONTestSuite, kept beside the repository; with CI set they have to be there. */
const FILE = path.resolve(import.meta.dirname, '../../../shared/data/json-test-suite.ndjson')
const missing = !existsSync(FILE) && !process.env.CI
if (missing) console.warn('Skipped, the cases of JSONTestSuite: ../shared/data/json-test-suite.ndjson is not there.')

const readCases = (): Case[] => {
  const lines = readFileSync(FILE, 'utf8').trimEnd().split('\n')
  return lines.map((line) => JSON.parse(line) as Case)
}
const reasonOf = ({ bytes }: Case) => {
  const decoded = decodeEvent(Buffer.from(bytes, 'base64'), 0, { maxFutureMs: 0 })
  return isLeft(decoded) ? decoded.left.reason : 'event'
}

describe.skipIf(missing)('each case of JSONTestSuite is a dead letter (E4)', () => {
  const cases = missing ? [] : readCases()

  it('there are 318 of them', () => {
    expect(cases).toHaveLength(318)
  })

  it.each(cases)('$name is $json', (one) => {
    const reason = reasonOf(one)
    expect(reason).toBe(judge(Buffer.from(one.bytes, 'base64'), 0, 0))
    if (one.json === 'valid') expect(['schema', 'too_deep']).toContain(reason)
    if (one.json === 'invalid') expect(['bad_json', 'invalid_utf8', 'too_deep', 'empty']).toContain(reason)
    expect(reason).not.toBe('event')
  })
})
