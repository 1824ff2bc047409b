import { isLeft } from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { decodeEvent } from '../../src/decode/decode-event.ts'
import { type JsonCase, jsonTestSuite } from '../support/json-test-suite.ts'
import { judge } from './oracle.ts'

const cases = jsonTestSuite()

const reasonOf = ({ bytes }: JsonCase) => {
  const decoded = decodeEvent(bytes, 0, { maxFutureMs: 0 })
  return isLeft(decoded) ? decoded.left.reason : 'event'
}

describe.skipIf(cases.length === 0)('each case of JSONTestSuite is a dead letter (E4)', () => {
  it('there are 318 of them', () => {
    expect(cases).toHaveLength(318)
  })

  it.each(cases)('$name is $json', (one) => {
    const reason = reasonOf(one)
    expect(reason).toBe(judge(one.bytes, 0, 0))
    if (one.json === 'valid') expect(['schema', 'too_deep']).toContain(reason)
    if (one.json === 'invalid') expect(['bad_json', 'invalid_utf8', 'too_deep', 'empty']).toContain(reason)
    expect(reason).not.toBe('event')
  })
})
