import { describe, expect, it } from 'vitest'
import { type LetterFilter, letterFilter } from '../../src/dead-letter/letter-filter.ts'
import { letterWith, originWith } from './letters.ts'

const ANY: LetterFilter = { reasons: null, tenant: null, path: null, sinceMs: null, group: null }
const matches = (filter: Partial<LetterFilter>, letter = letterWith()) => letterFilter({ ...ANY, ...filter })(letter)

const FOREIGN = letterWith({ origin: null })
/** From before 0.2. */
const { tenant: _, group: __, ...plain } = originWith()
const OLD = letterWith({ origin: plain })

describe('a filter of letters', () => {
  it('lets everything through where nothing is asked, also what is not ours', () => {
    for (const letter of [letterWith(), OLD, FOREIGN]) expect(matches({}, letter)).toBe(true)
  })

  it.each<[Partial<LetterFilter>, boolean]>([
    [{ reasons: ['schema'] }, true],
    [{ reasons: ['bad_json', 'schema'] }, true],
    [{ reasons: ['bad_json'] }, false],
    [{ tenant: 'acme' }, true],
    [{ tenant: 'Acme' }, false],
    [{ path: '$.timestamp' }, true],
    [{ path: '$' }, false],
    [{ sinceMs: letterWith().appendedMs }, true],
    [{ sinceMs: letterWith().appendedMs + 1 }, false],
    [{ group: 'tideline' }, true],
    [{ group: 'other' }, false],
    [{ reasons: ['schema'], tenant: 'acme', path: '$.timestamp', sinceMs: 0, group: 'tideline' }, true],
    [{ reasons: ['schema'], tenant: 'other', path: '$.timestamp', sinceMs: 0, group: 'tideline' }, false],
  ])('%j: %j', (filter, expected) => {
    expect(matches(filter)).toBe(expected)
  })

  it('finds a path among several errors', () => {
    const errors = ['$.tenant_id', '$.timestamp'].map((path) => ({ path, expected: 'another' }))
    expect(matches({ path: '$.timestamp' }, letterWith({ origin: originWith({ errors }) }))).toBe(true)
  })

  it('counts a letter that names no group for every group, ours or not', () => {
    expect(matches({ group: 'any' }, OLD)).toBe(true)
    expect(matches({ group: 'any' }, FOREIGN)).toBe(true)
  })

  it('takes what a letter does not say for no match', () => {
    expect(matches({ tenant: 'acme' }, OLD)).toBe(false)
    for (const filter of [{ tenant: 'acme' }, { path: '$' }, { reasons: ['schema'] as const }])
      expect(matches(filter, FOREIGN)).toBe(false)
    expect(matches({ sinceMs: 0 }, letterWith({ appendedMs: -1 }))).toBe(false)
  })
})
